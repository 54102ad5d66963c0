import { beforeEach, expect, it } from 'vitest'
import type { LabHostStatus, LabStatus } from '../../dataplane/contract/lab-status.ts'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import type { LabState, StreamPoints } from '../bridge/desk-state.ts'
import { CommandLab } from './command-lab.ts'
import { ScriptedPrograms } from './test/scripted-programs.ts'

const hostOn = (host: string, lan: string): LabHostStatus => ({
  ...{ host, lan, fqdn: `${host}.vipip.net`, vip: null, vip6: null, addresses: [] },
  tunnel: { state: 'failed', reason: 'none' },
})

const up: Extract<LabStatus, { state: 'up' }> = {
  ...{ name: 'desk', state: 'up', mode: 'helpers', rootless: false, foreground: true },
  nameServer: { kind: 'vip', state: 'running', addresses: ['192.0.2.53'] },
  legacy: { host: 'c', fqdn: 'legacy.vipip.net', addresses: ['203.0.113.30'] },
  ...{
    runDirectory: '/run/vip-lab/desk',
    keeperPid: 7,
    hosts: [hostOn('a', 'lan1'), hostOn('b', 'lan2')],
    links: [],
    services: [],
  },
}
const down: LabStatus = { name: 'desk', state: 'down' }

let clock: FakeClock
let programs: ScriptedPrograms
let states: LabState[]
let points: StreamPoints[]
let lab: CommandLab

beforeEach(() => {
  clock = new FakeClock()
  programs = new ScriptedPrograms()
  states = []
  points = []
  const news = {
    onChange: (state: LabState) => void states.push(state),
    onPoints: (more: StreamPoints[]) => void points.push(...more),
  }
  lab = new CommandLab({ startProgram: programs.start, clock, news })
})

/** Lets promises that wait go on. */
const settle = () => clock.advanceAsync(0)

async function bringUp(outcome = 'started') {
  lab.start({ nameServer: 'vip' })
  await settle()
  const foreground = programs.newest('up')
  foreground.say(JSON.stringify({ outcome, ...up }))
  await settle()
  return foreground
}

/** Answers the question that is under way. */
async function answerStatus(status: LabStatus): Promise<void> {
  const program = programs.newest('status')
  program.say(JSON.stringify(status))
  program.end()
  await settle()
}

it('comes up once, stays in the foreground, and goes down in order', async () => {
  const foreground = await bringUp()
  lab.start({ nameServer: 'vip' })
  await settle()
  expect(programs.count('up')).toBe(1)
  expect(foreground.words).toEqual(['up', '--foreground', '--json', '--nameserver', 'vip'])
  expect(states.map(({ phase }) => phase.is)).toContain('coming-up')
  expect(lab.state).toMatchObject({ phase: { is: 'up' }, status: up })

  const stopped = lab.stop()
  expect(lab.state.phase.is).toBe('going-down')
  expect(foreground.isAsked).toBe(true)
  foreground.end()
  await stopped
  expect(lab.state).toMatchObject({ phase: { is: 'down' }, status: null })
  expect(programs.count('down')).toBe(0)
})

it('says in the words of the command why it did not come up, and tries again', async () => {
  lab.start({ nameServer: 'knot' })
  await settle()
  programs.newest('up').end('The program "knotd" is not installed; it comes with the package knot.')
  await settle()
  expect(lab.state.phase).toEqual({
    is: 'failed',
    detail: 'The program "knotd" is not installed; it comes with the package knot.',
  })
  await bringUp()
  expect(lab.state.phase.is).toBe('up')
})

it('that is ended while it comes up never says that it is up', async () => {
  lab.start({ nameServer: 'vip' })
  await settle()
  const foreground = programs.newest('up')
  const stopped = lab.stop()
  foreground.say(JSON.stringify({ outcome: 'started', ...up }))
  foreground.end()
  await stopped
  expect(states.map(({ phase }) => phase.is)).not.toContain('up')
  expect(lab.state.phase.is).toBe('down')
})

it.each(['stop', 'close'] as const)(
  'that was wanted again while it went down is not brought up after %s',
  async (how) => {
    const foreground = await bringUp()
    const stopped = lab.stop()
    lab.start({ nameServer: 'vip' })
    expect(lab.state.phase.is).toBe('coming-up')
    const ended = lab[how]()
    expect(lab.state.phase.is).toBe('going-down')
    foreground.end()
    await Promise.all([stopped, ended])
    await settle()
    expect(programs.count('up')).toBe(1)
    expect(lab.state.phase.is).toBe('down')
  },
)

it('comes up once where it was wanted twice while it went down, as it was wanted last', async () => {
  const foreground = await bringUp()
  const stopped = lab.stop()
  lab.start({ nameServer: 'vip' })
  void lab.stop()
  lab.start({ nameServer: 'knot' })
  foreground.end()
  await stopped
  await settle()
  expect(programs.count('up')).toBe(2)
  expect(programs.newest('up').words.at(-1)).toBe('knot')
  expect(lab.state.phase.is).toBe('coming-up')
})

it('that has ended by itself says so', async () => {
  const foreground = await bringUp()
  foreground.end('The lab "desk" has ended: one of its processes was killed.')
  await settle()
  expect(lab.state.phase).toMatchObject({
    is: 'failed',
    detail: expect.stringContaining('one of its') as string,
  })
})

it('tells of a helper that has ended in the lab, and goes on', async () => {
  const foreground = await bringUp()
  foreground.complain('The helper on host a has ended (SIGKILL); "vip lab up" starts the lab anew.')
  expect(lab.state).toMatchObject({
    phase: { is: 'up' },
    problem: expect.stringContaining('host a has ended') as string,
  })
})

it('moves both hosts in the same moment, and looks at each arrival', async () => {
  await bringUp()
  lab.move({
    moves: [
      { host: 'a', lan: 'lan2' },
      { host: 'b', lan: 'lan1' },
    ],
    kind: 'make-before-break',
  })
  expect(lab.state.moving).toEqual(['a', 'b'])
  await settle()
  const program = programs.newest('move')
  expect(program.words).toEqual([
    ...['move', 'a', 'lan2', 'b', 'lan1', '--json', '--make-before-break'],
  ])
  expect(programs.count('move')).toBe(1)
  program.say('{"host":"a","lan":"lan2"}')
  await settle()
  expect(lab.state.moving).toEqual(['b'])
  expect(lab.state.status?.hosts.map(({ lan }) => lan)).toEqual(['lan2', 'lan2'])
  program.end('On host "b" the command "ip link" failed (exit status 1): no.')
  await settle()
  expect(lab.state).toMatchObject({
    moving: [],
    problem: expect.stringContaining('failed') as string,
  })
})

it('looks each second while a host is on its way, else each eighth, and says when it has looked', async () => {
  await bringUp()
  await clock.advanceAsync(7999)
  expect(programs.count('status')).toBe(0)
  const before = lab.state.statusAt!
  await clock.advanceAsync(1)
  expect(programs.count('status')).toBe(1)
  await answerStatus(up)
  expect(lab.state.statusAt).toBe(before + 8000)
  lab.move({ moves: [{ host: 'a', lan: 'lan2' }], kind: 'break-before-make' })
  await clock.advanceAsync(8000)
  await answerStatus(up)
  await clock.advanceAsync(1000)
  expect(programs.count('status')).toBe(3)
})

it('of what a slider sends, the newest counts, and one command runs at a time', async () => {
  await bringUp()
  const settings = { jitterMs: 0, lossPercent: 0, reorderPercent: 0, duplicatePercent: 0 }
  for (const delayMs of [10, 20, 30]) {
    const link = { ...settings, delayMs, rateBitPerSecond: null }
    lab.link({ host: 'a', lan: 'lan1', settings: link })
  }
  await settle()
  expect(programs.count('link')).toBe(1)
  expect(programs.newest('link').words.slice(0, 5)).toEqual([
    ...['link', 'a', 'lan1', '--delay', '10ms'],
  ])
  programs.newest('link').end()
  await settle()
  expect(programs.count('link')).toBe(2)
  expect(programs.newest('link').words).toContain('30ms')
  lab.link({ host: 'a', lan: 'lan1', settings: null })
  programs.newest('link').end()
  await settle()
  expect(programs.newest('link').words).toEqual(['link', 'a', 'lan1', '--clear'])
})

const line: StreamPoints = { transport: 'tcp', at: 'a', sent: [[1, 2]], received: [] }

it('passes a stream on, and ends it before another one', async () => {
  await bringUp()
  lab.stream({ transport: 'tcp' })
  await settle()
  expect(lab.state.stream).toEqual({ is: 'running', transport: 'tcp' })
  // Whoever was quiet is not, now.
  await clock.advanceAsync(500)
  expect(programs.count('status')).toBe(1)
  await answerStatus(up)
  const first = programs.newest('stream', '--transport', 'tcp')
  first.say(JSON.stringify(line), '{"transport":"tc')
  await settle()
  expect(points).toEqual([line])
  lab.stream({ transport: 'udp' })
  await settle()
  expect(first.isAsked).toBe(true)
  expect(programs.count('stream')).toBe(1)
  first.end()
  await settle()
  expect(lab.state.stream).toEqual({ is: 'running', transport: 'udp' })
  programs.newest('stream').end('The stream between hosts a and b has ended: it broke.')
  await settle()
  expect(lab.state).toMatchObject({
    stream: { is: 'off' },
    problem: expect.stringContaining('it broke') as string,
  })
})

it('a stream goes with the lab, without a word of its own', async () => {
  const foreground = await bringUp()
  lab.stream({ transport: 'udp' })
  await settle()
  foreground.end()
  await settle()
  programs.newest('stream').end('The sandbox "desk" has ended.')
  await settle()
  expect(lab.state).toMatchObject({ phase: { is: 'down' }, stream: { is: 'off' }, problem: null })
})

it('finds a lab that somebody else has brought up, and leaves it when the desk closes', async () => {
  lab.look()
  await settle()
  await answerStatus(up)
  expect(lab.state).toMatchObject({ phase: { is: 'up' }, status: up })
  await lab.close()
  expect(programs.count('down')).toBe(0)
  expect(programs.started).toHaveLength(1)
})

it('shows the lab of somebody else that was asked for, and sees its end', async () => {
  const foreground = await bringUp('already-up')
  foreground.end()
  await settle()
  expect(lab.state.phase.is).toBe('up')
  await clock.advanceAsync(8000)
  await answerStatus(down)
  expect(lab.state).toMatchObject({ phase: { is: 'down' }, status: null })
})

it('takes down the lab of somebody else when asked to', async () => {
  lab.look()
  await settle()
  await answerStatus(up)
  const stopped = lab.stop()
  await settle()
  programs.newest('down').end()
  await stopped
  expect(lab.state.phase.is).toBe('down')
})

it('closes its own lab with the desk', async () => {
  const foreground = await bringUp()
  const closed = lab.close()
  expect(foreground.isAsked).toBe(true)
  foreground.end()
  await closed
  expect(lab.state.phase.is).toBe('down')
})

it('looks a moment after each act, and not after close', async () => {
  lab.stream({ transport: 'udp' })
  await clock.advanceAsync(500)
  expect(programs.count('status')).toBe(1)
  await answerStatus(up)
  expect(lab.state.phase.is).toBe('up')
  lab.link({ host: 'a', lan: 'lan1', settings: null })
  await settle()
  const closed = lab.close()
  programs.newest('link').end()
  programs.newest('stream').end()
  await closed
  await clock.advanceAsync(10_000)
  expect(programs.count('status')).toBe(1)
})

it('says what the command says when there is no lab to act on', async () => {
  lab.move({ moves: [{ host: 'a', lan: 'lan2' }], kind: 'break-before-make' })
  await settle()
  programs.newest('move').end('The lab "desk" is not up; bring it up: vip lab up --lab desk.')
  await settle()
  expect(lab.state).toMatchObject({
    moving: [],
    problem: expect.stringContaining('is not up') as string,
  })
})
