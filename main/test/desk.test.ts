// The desk over real control sockets with invented domains, and a lab that stands still.
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ServedDomain } from '../../dataplane/control/test/served-domain.ts'
import {
  sampleHandover,
  sampleFingerprint,
  sampleQuestion,
} from '../../dataplane/control/test/sample-facts.ts'
import { systemClock } from '../../dataplane/lib/clock.ts'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import type { DeskChange, DeskFrame, DeskState, Preferences, Shell } from '../bridge/desk-state.ts'
import { Desk } from '../desk/desk.ts'
import { PreferencesFile } from '../desk/preferences.ts'
import { StillLab, upAt } from './still-lab.ts'
import { Told } from './told.ts'

const shell: Shell = { kind: 'browser', version: '0.1.0', configured: false, hasTray: false }

let served: ServedDomain
let folder: string
let lab: StillLab
let desk: Desk
let frames: Told<DeskFrame>
let changes: Told<DeskChange>
let launches: (string | undefined)[]
let chosen: [Preferences, Preferences][]
let machineNews: number
beforeEach(async () => {
  served = await ServedDomain.start()
  folder = temporaryFolder()
  frames = new Told()
  changes = new Told()
  launches = []
  chosen = []
  machineNews = 0
  desk = new Desk({
    clock: systemClock,
    ...{ shell, runDirectory: served.folder, preferences: new PreferencesFile(folder) },
    openLab: (news) => (lab = new StillLab(news)),
    launch: (firstName) => {
      launches.push(firstName)
      return Promise.resolve({ is: 'dismissed' })
    },
    onMachine: () => (machineNews += 1),
    onPreferences: (now, before) => {
      if (now.theme === 'light') throw new Error('No light here.')
      chosen.push([now, before])
    },
  })
})
afterEach(async () => {
  await desk.stop()
  await served.stop()
})

function subscribe(): () => void {
  return desk.subscribe((frame) => {
    frames.add(frame)
    if (frame.kind === 'changes') frame.changes.forEach(changes.add)
  })
}

const isReady = (change: DeskChange) => change.part === 'helper' && change.value.phase === 'ready'

async function ready(): Promise<void> {
  desk.start()
  subscribe()
  await changes.first(isReady)
  await changes.first(({ part }) => part === 'handovers')
}

describe('a window', () => {
  it('gets all at once, and then each change', async () => {
    await ready()
    const [first] = frames.all
    const empty: DeskState = {
      shell,
      viewpoint: { kind: 'machine', runDirectory: served.folder },
      helper: { phase: 'absent' },
      ...{ facts: [], handovers: [], lab: lab.state },
      preferences: new PreferencesFile(folder).preferences,
    }
    expect(first).toEqual({ kind: 'snapshot', state: empty })
    // A helper that runs has a configuration.
    const configured = { part: 'shell', value: { ...shell, configured: true } }
    expect(changes.all.filter(({ part }) => part === 'shell')).toEqual([configured])
    frames.forget()
    subscribe()
    const [later] = frames.all
    if (later?.kind !== 'snapshot') throw new Error('no snapshot')
    expect(later.state.helper).toEqual({ phase: 'ready', version: '1.2.3', rights: 'write' })
    expect(later.state.facts).toHaveLength(6)
    expect(later.state.handovers).toEqual([sampleHandover])
  })

  it('is told nothing after it has left, and others go on', () => {
    const leave = subscribe()
    const others = new Told<DeskFrame>()
    desk.subscribe(others.add)
    leave()
    leave()
    desk.showPage('trust')
    expect(frames.all).toHaveLength(1)
    expect(others.all).toHaveLength(2)
    expect(others.all[1]).toEqual({
      kind: 'changes',
      changes: [{ part: 'show-page', value: 'trust' }],
    })
  })

  it('is told of another app, and of the lab and its messages', () => {
    subscribe()
    desk.changeShell({ hasTray: true })
    lab.turn({ phase: { is: 'coming-up' } })
    const points = [{ transport: 'udp' as const, at: 'a' as const, sent: [], received: [] }]
    lab.hear(points)
    expect(changes.all).toEqual([
      { part: 'shell', value: { ...shell, hasTray: true } },
      { part: 'lab', value: lab.state },
      { part: 'stream-points', value: points },
    ])
  })
})

describe('an act on the helper', () => {
  it('is done by the helper, and its outcome is told', async () => {
    await ready()
    expect(await desk.act('key', {})).toMatchObject({
      ok: true,
      value: { name: 'laptop.example.org' },
    })
    const { name } = sampleQuestion
    const reply = await desk.act('trustAccept', { name, shown: sampleFingerprint })
    expect(reply).toMatchObject({ ok: true, value: { proof: 'first-use' } })
  })

  it('that the helper refuses is a fault in its words', async () => {
    await ready()
    expect(await desk.act('trustForget', { name: 'who.example.org' })).toEqual({
      ok: false,
      fault: { code: 'unknown-host', data: { name: 'who.example.org' } },
    })
  })

  it('that no helper can hear is unreachable', async () => {
    expect(await desk.act('up', {})).toEqual({
      ok: false,
      fault: { code: 'helper-unreachable', data: {} },
    })
  })

  const hostile: [string, unknown, string][] = [
    ['trustAccept', { name: 'x.example.org' }, 'bad-input'],
    ['trustAccept', null, 'bad-input'],
    ['up', { more: 1 }, 'bad-input'],
    ['configure', { text: 'x'.repeat(20_000) }, 'bad-input'],
    ['look', { at: '../../etc' }, 'bad-input'],
    ['labMove', { moves: [], kind: 'make-before-break' }, 'bad-input'],
    ['labUp', { nameServer: '; reboot' }, 'bad-input'],
    ['startHelper', { name: 'a"\nport = 1' }, 'bad-input'],
    ['startHelper', { name: '$(reboot).example.org' }, 'bad-input'],
    ['__proto__', {}, 'unknown-call'],
    ['constructor', {}, 'unknown-call'],
    ['', {}, 'unknown-call'],
  ]
  it.each(hostile)('%s with %j is refused before anybody does it', async (name, input, code) => {
    await ready()
    expect(await desk.act(name, input)).toMatchObject({ ok: false, fault: { code } })
    expect(served.domain.called).toEqual([])
    expect(lab.asked).toEqual([])
  })
})

describe('the lab', () => {
  it('is asked for by acts', async () => {
    const moves = [{ host: 'a', lan: 'lan2' }]
    const link = { host: 'a', lan: 'lan1', settings: null }
    const acts: [string, unknown][] = [
      ['labUp', {}],
      ['labMove', { moves, kind: 'break-before-make' }],
      ['labLink', link],
      ['labStream', { transport: 'udp' }],
      ['labDown', {}],
    ]
    for (const [name, input] of acts) {
      expect(await desk.act(name, input)).toEqual({ ok: true, value: null })
    }
    expect(lab.asked).toEqual([
      ['start', { nameServer: 'vip' }],
      ['move', { moves, kind: 'break-before-make' }],
      ['link', link],
      ['stream', { transport: 'udp' }],
      ['stop'],
    ])
  })

  it('of somebody else is looked for by each window, while it is down', () => {
    desk.start()
    subscribe()
    lab.turn(upAt(temporaryFolder()))
    subscribe()
    expect(lab.looks).toBe(1)
    lab.turn({ phase: { is: 'failed', detail: 'no' }, status: null })
    subscribe()
    expect(lab.looks).toBe(2)
  })

  it('is where windows look, while it is up', async () => {
    await ready()
    const helperOfA = await ServedDomain.start()
    helperOfA.domain.status = { ...helperOfA.domain.status, name: 'a.lab.example.org' }
    const runDirectory = temporaryFolder()
    mkdirSync(join(runDirectory, 'a'))
    symlinkSync(helperOfA.folder, join(runDirectory, 'a', 'run'))
    expect(await desk.act('look', { at: 'a' })).toMatchObject({
      fault: { code: 'desk-failed', data: { act: 'look', problem: 'The lab is not up.' } },
    })
    lab.turn(upAt(runDirectory))
    changes.forget()
    expect(await desk.act('look', { at: 'a' })).toEqual({ ok: true, value: null })
    expect(await desk.act('look', { at: 'a' })).toEqual({ ok: true, value: null })
    const viewpoint = { kind: 'lab', host: 'a', runDirectory: join(runDirectory, 'a', 'run') }
    expect(changes.all.slice(0, 4)).toEqual([
      { part: 'viewpoint', value: viewpoint },
      { part: 'helper', value: { phase: 'absent' } },
      { part: 'facts', value: [] },
      { part: 'handovers', value: [] },
    ])
    await changes.first(isReady)
    expect(await desk.act('key', {})).toMatchObject({ value: { name: 'a.lab.example.org' } })
    // Tray and notices stay with this machine, and windows hear nothing of it.
    changes.forget()
    const news = machineNews
    served.domain.questions = []
    served.hub.changed('questions')
    await vi.waitUntil(() => machineNews > news)
    const { facts } = desk.machine.mirror
    expect([facts.status?.name, facts.of('questions').size]).toEqual(['laptop.example.org', 0])
    expect(changes.all.filter(({ part }) => part !== 'handovers')).toEqual([])

    changes.forget()
    lab.turn({ phase: { is: 'down' }, status: null })
    expect(changes.all.map(({ part }) => part)).toEqual([
      ...['lab', 'viewpoint', 'helper', 'facts', 'handovers'],
    ])
    expect(desk.state.viewpoint).toEqual({ kind: 'machine', runDirectory: served.folder })
    expect(desk.state.helper.phase).toBe('ready')
    expect(desk.state.facts).toHaveLength(5)
    await helperOfA.stop()
  })

  it('is left by looking at this machine again', async () => {
    lab.turn(upAt(temporaryFolder()))
    await desk.act('look', { at: 'b' })
    expect(desk.state.viewpoint).toMatchObject({ kind: 'lab', host: 'b' })
    await desk.act('look', { at: 'machine' })
    await desk.act('look', { at: 'machine' })
    expect(desk.state.viewpoint.kind).toBe('machine')
  })

  it('that was brought up here ends with the desk', async () => {
    lab.turn(upAt(temporaryFolder()))
    await desk.act('look', { at: 'b' })
    await desk.stop()
    await desk.stop()
    expect(lab.asked[0]).toEqual(['close'])
  })
})

describe('preferences', () => {
  it('are kept, told and put into force', async () => {
    subscribe()
    expect(await desk.act('setPreferences', { theme: 'dark' })).toEqual({ ok: true, value: null })
    const now = { ...new PreferencesFile(folder).preferences, theme: 'dark' }
    expect(changes.all).toEqual([{ part: 'preferences', value: now }])
    expect(chosen).toEqual([[now, { ...now, theme: 'system' }]])
    expect(desk.machine.preferences).toEqual(now)
  })

  it('that cannot be put into force are a fault with the reason, and not chosen', async () => {
    subscribe()
    expect(await desk.act('setPreferences', { theme: 'light' })).toEqual({
      ok: false,
      fault: { code: 'desk-failed', data: { act: 'setPreferences', problem: 'No light here.' } },
    })
    expect(desk.state.preferences.theme).toBe('system')
    expect(new PreferencesFile(folder).preferences.theme).toBe('system')
    expect(changes.all).toEqual([{ part: 'preferences', value: desk.state.preferences }])
  })
})

it('starts the helper when a window asks for it', async () => {
  await served.server.stop()
  desk.start()
  subscribe()
  expect(await desk.act('startHelper', {})).toEqual({ ok: true, value: null })
  const failed = await changes.first(
    (change) => change.part === 'helper' && change.value.phase === 'failed',
  )
  expect(failed.value).toEqual({ phase: 'failed', reason: { code: 'elevation-dismissed' } })
  expect(launches).toEqual([undefined])
  expect(await desk.act('startHelper', { name: 'Home.Example.ORG.' })).toMatchObject({ ok: true })
  expect(launches).toEqual([undefined, 'home.example.org'])
  expect(machineNews).toBeGreaterThan(0)
})
