// The mirror against a real control socket with an invented domain.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ClientError } from '../../dataplane/client/client-error.ts'
import type { ClientProblem } from '../../dataplane/client/client-error.ts'
import {
  sampleHandover,
  sampleMapping,
  samplePeer,
  sampleStatus,
} from '../../dataplane/control/test/sample-facts.ts'
import { ServedDomain } from '../../dataplane/control/test/served-domain.ts'
import type { EventEntry } from '../../dataplane/contract/events.ts'
import { systemClock } from '../../dataplane/lib/clock.ts'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import type { DeskChange } from '../bridge/desk-state.ts'
import { Mirror } from '../helper/mirror.ts'
import type { HelperLink } from '../helper/mirror.ts'
import { Told } from './told.ts'

let served: ServedDomain
let links: Told<HelperLink>
let changes: Told<DeskChange>
let events: Told<EventEntry>
let copy: Mirror
beforeEach(async () => {
  served = await ServedDomain.start()
  links = new Told()
  changes = new Told()
  events = new Told()
  copy = new Mirror({
    runDirectory: served.folder,
    clock: systemClock,
    onLink: links.add,
    onChanges: (all) => all.forEach(changes.add),
    onEvent: events.add,
  })
})
afterEach(async () => {
  copy.stop()
  await served.stop()
})

async function connected(): Promise<void> {
  copy.start()
  await links.first(({ is }) => is === 'open')
}

describe('connected', () => {
  it('has all facts at once, and says which helper it is', async () => {
    await connected()
    expect(links.all).toEqual([
      { is: 'greeted' },
      { is: 'open', version: '1.2.3', rights: 'write' },
    ])
    expect(copy.facts.status).toEqual(sampleStatus)
    expect(copy.facts.of('peers').get(samplePeer.name)).toEqual(samplePeer)
    const whole = await changes.first(({ part }) => part === 'facts')
    expect(whole).toEqual({ part: 'facts', value: copy.facts.all() })
    expect(copy.facts.all()).toHaveLength(6)
  })

  it('tells each change, and keeps it', async () => {
    await connected()
    await copy.call('down', {})
    served.hub.changed('status')
    const isOff = (change: DeskChange) =>
      change.part === 'facts-changed' &&
      change.value.some((fact) => fact.collection === 'status' && !fact.value.enabled)
    await changes.first(isOff)
    expect(copy.facts.status?.enabled).toBe(false)
    served.domain.peers = []
    served.hub.changed('peers')
    const fact = { collection: 'peers' as const, name: samplePeer.name, value: null }
    const isGone = (change: DeskChange) => change.part === 'facts-changed'
    changes.forget()
    expect(await changes.first(isGone)).toEqual({ part: 'facts-changed', value: [fact] })
    expect(copy.facts.of('peers').size).toBe(0)
  })

  it('has every VIP of a name', async () => {
    await connected()
    changes.forget()
    const old = { ...sampleMapping, vip: '240.7.7.6', state: 'invalid' as const }
    served.domain.mappings = [old, sampleMapping]
    served.hub.changed('mappings')
    const fact = { collection: 'mappings' as const, vip: old.vip, value: old }
    expect(await changes.first(({ part }) => part === 'facts-changed')).toMatchObject({
      value: [fact],
    })
    expect([...copy.facts.of('mappings').values()]).toEqual([sampleMapping, old])
    expect(copy.facts.all()).toContainEqual(fact)
  })

  it('begins anew where it was too slow to be told of each change', async () => {
    await connected()
    changes.forget()
    // More than the kernel holds, in one go.
    for (let at = 0; at < 3000; at += 1) {
      served.domain.peers = [{ ...samplePeer, rxBytes: at }]
      served.hub.changed('peers')
      await Promise.resolve()
    }
    await changes.first(({ part }) => part === 'facts')
    expect(copy.facts.of('peers').get(samplePeer.name)?.rxBytes).toBe(2999)
  })

  it('has the receipts of before, and asks for those that change', async () => {
    await connected()
    const known = await changes.first(({ part }) => part === 'handovers')
    expect(known).toEqual({ part: 'handovers', value: [sampleHandover] })
    const next = { ...sampleHandover, id: sampleHandover.id + 1 }
    served.domain.handovers = [sampleHandover, next]
    served.events.publish({ kind: 'handover-ended', handover: next.id })
    expect(await changes.first(({ part }) => part === 'handover')).toEqual({
      ...{ part: 'handover', value: next },
    })
    expect(copy.receipts.all).toEqual([sampleHandover, next])
  })

  it('tells events as they happen, and none of before', async () => {
    served.events.publish({ kind: 'switched', enabled: false })
    await connected()
    await changes.first(({ part }) => part === 'handovers')
    served.events.publish({ kind: 'switched', enabled: true })
    expect(await events.first(({ kind }) => kind === 'switched')).toMatchObject({ enabled: true })
    expect(events.all).toHaveLength(1)
  })

  it('passes calls on, and what the helper says against them', async () => {
    await connected()
    expect(await copy.call('key', {})).toMatchObject({ name: 'laptop.example.org' })
    await expect(copy.call('trustForget', { name: 'who.example.org' })).rejects.toMatchObject({
      fault: { code: 'unknown-host' },
    })
  })
})

describe('without a helper', () => {
  it('keeps what it was told, says why, and has all anew when the helper is there again', async () => {
    await connected()
    await changes.first(({ part }) => part === 'handovers')
    links.forget()
    changes.forget()
    await served.server.stop()
    const { why } = await links.first(
      (link): link is Extract<HelperLink, { is: 'none' }> => link.is === 'none',
    )
    expect(['connection-ended', 'stopping']).toContain(why.code)
    expect(copy.facts.status).toEqual(sampleStatus)
    expect(copy.receipts.all).toEqual([sampleHandover])
    expect(changes.all).toEqual([])
    await expect(copy.call('key', {})).rejects.toThrow(ClientError)
    served.domain.peers = []
    served.domain.handovers = []
    served.server = served.makeServer()
    await served.server.start()
    await links.first(({ is }) => is === 'open')
    expect(copy.facts.of('peers').size).toBe(0)
    await changes.first(({ part }) => part === 'handovers')
    expect(copy.receipts.all).toEqual([])
  })

  it('forgets what it was told when it is asked to', async () => {
    await connected()
    await changes.first(({ part }) => part === 'handovers')
    await served.server.stop()
    await links.first(({ is }) => is === 'none')
    changes.forget()
    copy.forget()
    copy.forget()
    expect([copy.facts.all(), copy.receipts.all]).toEqual([[], []])
    expect(changes.all).toEqual([
      { part: 'facts', value: [] },
      { part: 'handovers', value: [] },
    ])
  })

  it('tries again later and later, and at once after stop and start', async () => {
    const clock = new FakeClock()
    const tries: number[] = []
    const problem: ClientProblem = { code: 'helper-not-running', data: { socket: 'x' } }
    const lonely = new Mirror({
      ...{ runDirectory: 'x', clock, onLink: () => {}, onChanges: () => {}, onEvent: () => {} },
      connect: () => {
        tries.push(clock.nowMs())
        return Promise.reject(new ClientError(problem))
      },
    })
    lonely.start()
    lonely.start()
    await clock.advanceAsync(5000)
    expect(tries).toEqual([0, 50, 150, 350, 750, 1550, 2550, 3550, 4550])
    lonely.stop()
    await clock.advanceAsync(5000)
    expect(tries).toHaveLength(9)
    lonely.start()
    expect(tries).toHaveLength(10)
    lonely.stop()
  })

  it('takes what no connection should throw for something else than a helper', async () => {
    const told = new Told<HelperLink>()
    const odd = new Mirror({
      ...{ runDirectory: 'x', clock: new FakeClock(), onLink: told.add },
      ...{ onChanges: () => {}, onEvent: () => {} },
      connect: () => Promise.reject(new RangeError('odd')),
    })
    odd.start()
    const data = { socket: 'x', problem: 'odd' }
    expect(await told.first(() => true)).toEqual({
      is: 'none',
      why: { code: 'not-a-helper', data },
    })
    odd.stop()
  })
})

it('tells nothing after stop, and can be stopped twice', async () => {
  await connected()
  await changes.first(({ part }) => part === 'handovers')
  copy.stop()
  copy.stop()
  links.forget()
  changes.forget()
  await served.server.stop()
  expect([...links.all, ...changes.all]).toEqual([])
  expect(copy.facts.all()).toEqual([])
})
