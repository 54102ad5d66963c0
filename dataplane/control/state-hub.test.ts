import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { helperFrameSchema, maxReplyBytes } from '../contract/control-protocol.ts'
import { collectionNames } from '../contract/model.ts'
import type { Peer } from '../contract/model.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import type { LineSource } from './line-source.ts'
import { refreshEveryMs } from './limits.ts'
import { StateHub } from './state-hub.ts'
import { FakeDomain } from './test/fake-domain.ts'
import { Mirror } from './test/mirror.ts'
import { sampleMapping, samplePeer, sampleQuestion, sampleStatus } from './test/sample-facts.ts'

function makeHub(keptDeltas?: number) {
  const domain = new FakeDomain()
  const clock = new FakeClock()
  const faults: string[] = []
  const hub = new StateHub({
    clock,
    facts: domain.facts,
    onFault: ({ message }) => faults.push(message),
    ...(keptDeltas !== undefined && { keptDeltas }),
  })
  return { domain, clock, hub, faults }
}

function framesOf(source: LineSource, atMost = Infinity) {
  const frames = []
  while (frames.length < atMost) {
    const line = source.nextLine()
    if (line === undefined) break
    frames.push(v.parse(helperFrameSchema, JSON.parse(line)))
  }
  return frames
}

const named = (name: string): Peer => ({ ...samplePeer, name })
const nobody = () => {}

describe('a watch', () => {
  it('begins with all that there is, and then tells each change', async () => {
    const { domain, hub } = makeHub()
    let calls = 0
    const source = hub.watch(['questions', 'status'], () => (calls += 1))
    expect(framesOf(source)).toEqual([
      {
        kind: 'snapshot',
        sequence: 1,
        isFirst: true,
        isLast: true,
        changes: [
          { collection: 'status', value: sampleStatus },
          { collection: 'questions', name: 'new.example.org', value: sampleQuestion },
        ],
      },
    ])
    domain.questions = [{ ...sampleQuestion, keyChanges: 1 }]
    domain.peers = []
    hub.changed('questions', 'peers')
    await Promise.resolve()
    expect(calls).toBe(1)
    domain.questions = []
    hub.changed('questions')
    await Promise.resolve()
    const changed = { ...sampleQuestion, keyChanges: 1 }
    const about = { collection: 'questions', name: 'new.example.org' }
    expect(framesOf(source)).toEqual([
      { kind: 'delta', sequence: 2, change: { ...about, value: changed } },
      { kind: 'delta', sequence: 3, change: { ...about, value: null } },
    ])
  })

  it('knows mappings by their VIP, since a name may have several', async () => {
    const { domain, hub } = makeHub()
    const old = { ...sampleMapping, state: 'invalid' as const }
    const fresh = { ...sampleMapping, vip: '240.7.7.8' }
    domain.mappings = [old]
    const source = hub.watch(['mappings'], nobody)
    const collection = 'mappings'
    expect(framesOf(source)).toMatchObject([
      { kind: 'snapshot', changes: [{ collection, vip: '240.7.7.7', value: old }] },
    ])
    domain.mappings = [old, fresh]
    hub.changed('mappings')
    await Promise.resolve()
    domain.mappings = [fresh]
    hub.changed('mappings')
    await Promise.resolve()
    expect(framesOf(source).map((frame) => 'change' in frame && frame.change)).toEqual([
      { collection, vip: '240.7.7.8', value: fresh },
      { collection, vip: '240.7.7.7', value: null },
    ])
  })

  it('is told of what changes by itself, and of nothing that has not changed', () => {
    const { domain, clock, hub } = makeHub()
    const source = hub.watch(['peers', 'status'], nobody)
    framesOf(source)
    clock.advance(refreshEveryMs)
    expect(framesOf(source)).toEqual([])
    domain.peers = [{ ...samplePeer, rxBytes: 7 }]
    clock.advance(refreshEveryMs)
    expect(framesOf(source)).toMatchObject([{ kind: 'delta', change: { value: { rxBytes: 7 } } }])
  })

  it('reads nothing for nobody', () => {
    const { domain, clock, hub } = makeHub()
    const first = hub.watch(['peers'], nobody)
    const second = hub.watch(['status'], nobody)
    first.close()
    let reads = 0
    domain.facts.peers = () => {
      reads += 1
      return []
    }
    clock.advance(5 * refreshEveryMs)
    hub.changed('peers')
    expect(reads).toBe(0)
    second.close()
    expect(clock.nextAtMs).toBeUndefined()
    framesOf(hub.watch(['peers'], nobody))
    expect(reads).toBe(1)
  })

  it('shows a newcomer what is so now, and tells the others of it', () => {
    const { domain, hub } = makeHub()
    const first = hub.watch(['peers'], nobody)
    framesOf(first)
    domain.peers = [named('b.example.org')]
    expect(framesOf(hub.watch(['peers'], nobody))).toMatchObject([
      { kind: 'snapshot', changes: [{ name: 'b.example.org' }] },
    ])
    expect(framesOf(first)).toMatchObject([
      { kind: 'delta', change: { name: 'b.example.org' } },
      { kind: 'delta', change: { name: samplePeer.name, value: null } },
    ])
  })

  it('cuts a large snapshot into frames that a client takes', () => {
    const { domain, hub } = makeHub()
    domain.peers = Array.from({ length: 3000 }, (_, index) => named(`h${index}.example.org`))
    const source = hub.watch(['peers'], nobody)
    const seen = new Mirror()
    const lines = []
    for (let line = source.nextLine(); line !== undefined; line = source.nextLine()) {
      lines.push(line)
      seen.apply(v.parse(helperFrameSchema, JSON.parse(line)))
    }
    expect(lines.length).toBeGreaterThan(5)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(maxReplyBytes)
    expect([...seen.entries.values()]).toEqual(domain.peers)
  })

  it('keeps the order of what an unknown number of slow watchers has yet to hear', async () => {
    const { domain, hub } = makeHub(4)
    const source = hub.watch(['peers'], nobody)
    framesOf(source)
    for (let turn = 0; turn < 9; turn += 1) {
      domain.peers = [{ ...samplePeer, rxBytes: turn }]
      hub.changed('peers')
      await Promise.resolve()
    }
    expect(framesOf(source)).toMatchObject([
      { kind: 'resync' },
      { kind: 'snapshot', sequence: 2, isFirst: true, isLast: true },
    ])
  })
})

it('keeps what it knew when facts cannot be read or do not fit, and says so', () => {
  const { domain, clock, hub, faults } = makeHub()
  const source = hub.watch(['peers', 'status'], nobody)
  framesOf(source)
  domain.peers = [{ ...samplePeer, state: 'asleep' as Peer['state'] }]
  domain.facts.status = () => {
    throw new Error('no status')
  }
  clock.advance(refreshEveryMs)
  expect(framesOf(source)).toEqual([])
  expect(faults).toEqual([
    'the facts of "status" could not be read',
    expect.stringContaining('"peers" has an entry that does not fit'),
  ])
  domain.peers = [{ ...samplePeer, drops: { ['x'.repeat(200_000)]: 1 } }]
  clock.advance(refreshEveryMs)
  expect(faults.at(-1)).toBe('"peers" has an entry that is too long to send')
})

it('leaves out what the contract does not have', () => {
  const { domain, hub } = makeHub()
  const key = new Uint8Array(32).fill(7)
  domain.peers = [{ ...samplePeer, key, trust: { ...samplePeer.trust, psk: 'x' } } as Peer]
  const [frame] = framesOf(hub.watch(['peers'], nobody))
  expect(JSON.stringify(frame)).not.toMatch(/psk|"key"/)
  expect(frame).toMatchObject({ changes: [{ value: samplePeer }] })
})

it('makes every mirror equal in the end, whatever the pace', async () => {
  const letter = fc.constantFrom('a', 'b', 'c', 'd')
  const step = fc.oneof(
    fc.record({
      peers: fc.uniqueArray(fc.tuple(letter, fc.nat(3)), { selector: ([name]) => name }),
    }),
    fc.record({ reader: fc.nat(1), frames: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ ticks: fc.integer({ min: 1, max: 3 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { domain, clock, hub, faults } = makeHub(5)
      const readers = [0, 1].map(() => ({
        source: hub.watch(collectionNames, nobody),
        seen: new Mirror(),
      }))
      const read = (reader: (typeof readers)[number] | undefined, count?: number) => {
        for (const frame of framesOf(reader!.source, count)) reader!.seen.apply(frame)
      }
      for (const now of steps) {
        if ('peers' in now) {
          domain.peers = now.peers.map(([name, rxBytes]) => ({ ...samplePeer, name, rxBytes }))
          hub.changed('peers')
          await Promise.resolve()
        } else if ('ticks' in now) clock.advance(now.ticks * refreshEveryMs)
        else read(readers[now.reader], now.frames)
      }
      for (const reader of readers) {
        read(reader)
        const peers = [...reader.seen.entries].filter(([key]) => key.startsWith('peers '))
        const expected = domain.peers.map((peer): [string, unknown] => [`peers ${peer.name}`, peer])
        expect(new Map(peers)).toEqual(new Map(expected))
        expect(reader.seen.isComplete).toBe(true)
      }
      expect(faults).toEqual([])
    }),
  )
})
