// The view that frames make, against a model that does the same in the plainest way: random frames, in random order.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { maxReceipts } from '../../main/bridge/desk-state.ts'
import type { DeskChange, DeskFrame } from '../../main/bridge/desk-state.ts'
import {
  sampleDesk,
  sampleFingerprint,
  sampleMapping,
  samplePeer,
  sampleQuestion,
  sampleStatus,
} from '../test/sample-desk.ts'
import { apply } from './apply.ts'
import { firstView } from './desk-view.ts'
import type { DeskView } from './desk-view.ts'

const name = fc.constantFrom('a.example', 'b.example', 'c.example', 'd.example')
const seed = fc.nat(50)

const change: fc.Arbitrary<Change> = fc.oneof(
  seed.map((port): Change => ({ collection: 'status', value: sampleStatus({ port }) })),
  fc.tuple(name, seed, fc.boolean()).map(([at, number, isGone]): Change => ({
    collection: 'peers',
    name: at,
    value: isGone ? null : samplePeer(at, number),
  })),
  // A name has several VIPs, and a VIP may be another name's later.
  fc.tuple(name, fc.nat(5), fc.boolean()).map(([at, number, isGone]): Change => {
    const value = sampleMapping(samplePeer(at, number), number)
    return { collection: 'mappings', vip: value.vip, value: isGone ? null : value }
  }),
  fc.tuple(name, seed, fc.boolean()).map(([at, rxBytes, isGone]): Change => ({
    collection: 'partners',
    name: at,
    value: isGone
      ? null
      : { name: at, rxBytes, txBytes: 0, endpoint: null, rttMs: null, leaseMs: null },
  })),
  fc.tuple(name, seed, fc.boolean()).map(([at, number, isGone]): Change => ({
    collection: 'questions',
    name: at,
    value: isGone ? null : sampleQuestion(at, number),
  })),
  fc.tuple(name, seed, fc.boolean()).map(([at, addedAt, isGone]): Change => ({
    collection: 'knownHosts',
    name: at,
    value: isGone
      ? null
      : {
          name: at,
          keys: [
            {
              fingerprint: sampleFingerprint(addedAt),
              state: 'trusted',
              proof: 'first-use',
              addedAt,
            },
          ],
        },
  })),
)

const receipt = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('running', 'done'))
  .map(([id, state]): Handover => ({
    id,
    startedAt: id * 1000,
    cause: 'link-lost',
    from: null,
    to: null,
    state,
    events: [],
    omitted: 0,
    partners: [],
    omittedPartners: 0,
  }))

const deskChange: fc.Arbitrary<DeskChange> = fc.oneof(
  fc.array(change, { maxLength: 6 }).map((value): DeskChange => ({ part: 'facts-changed', value })),
  fc.array(change, { maxLength: 6 }).map((value): DeskChange => ({ part: 'facts', value })),
  receipt.map((value): DeskChange => ({ part: 'handover', value })),
  fc.uniqueArray(receipt, { selector: ({ id }) => id, maxLength: 4 }).map((all): DeskChange => ({
    part: 'handovers',
    value: all.toSorted((one, other) => one.id - other.id),
  })),
  fc.constant<DeskChange>({ part: 'helper', value: { phase: 'lost', since: 1 } }),
  fc.constantFrom('a' as const, 'b' as const).map((host): DeskChange => ({
    part: 'viewpoint',
    value: { kind: 'lab', host, runDirectory: `/run/${host}` },
  })),
  fc.constant<DeskChange>({ part: 'show-page', value: 'trust' }),
)

const frame: fc.Arbitrary<DeskFrame> = fc.oneof(
  { weight: 1, arbitrary: fc.array(change).map((facts) => snapshot(facts)) },
  {
    weight: 6,
    arbitrary: fc
      .array(deskChange, { maxLength: 5 })
      .map((changes): DeskFrame => ({ kind: 'changes', changes })),
  },
)

function snapshot(facts: Change[]): DeskFrame {
  return { kind: 'snapshot', state: sampleDesk({ facts }) }
}

/** One value for each `collection name`, made anew from nothing but the order of events. */
class Model {
  facts = new Map<string, unknown>()
  receipts = new Map<number, Handover>()

  take(frameTaken: DeskFrame): void {
    if (frameTaken.kind === 'snapshot') {
      this.facts.clear()
      this.receipts.clear()
      this.#takeFacts(frameTaken.state.facts)
      return
    }
    for (const { part, value } of frameTaken.changes) {
      if (part === 'viewpoint' || part === 'facts') this.facts.clear()
      if (part === 'viewpoint' || part === 'handovers') this.receipts.clear()
      if (part === 'handovers') for (const each of value) this.receipts.set(each.id, each)
      if (part === 'facts' || part === 'facts-changed') this.#takeFacts(value)
      if (part === 'handover') this.receipts.set(value.id, value)
    }
  }

  #takeFacts(changes: readonly Change[]): void {
    for (const each of changes) {
      const { collection } = each
      const about = collection === 'status' ? '' : collection === 'mappings' ? each.vip : each.name
      const key = `${collection} ${about}`.trim()
      if (each.value === null) this.facts.delete(key)
      else this.facts.set(key, each.value)
    }
  }
}

function factsOf(view: DeskView): Map<string, unknown> {
  const facts = new Map<string, unknown>()
  if (view.status !== null) facts.set('status', view.status)
  const named = ['peers', 'mappings', 'partners', 'questions', 'knownHosts'] as const
  for (const collection of named) {
    for (const [at, value] of view[collection]) facts.set(`${collection} ${at}`, value)
  }
  return facts
}

it('is what the model says, whatever frames come', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 12 }), (frames) => {
      const model = new Model()
      let view = apply(firstView, snapshot([]))
      model.take(snapshot([]))
      for (const each of frames) {
        view = apply(view, each)
        model.take(each)
        expect(factsOf(view)).toEqual(model.facts)
        const receipts = [...model.receipts.values()].toSorted((one, other) => one.id - other.id)
        expect(view.handovers).toEqual(receipts)
      }
    }),
  )
})

it('leaves what a frame does not touch as the same object', () => {
  const before = apply(firstView, snapshot([{ collection: 'status', value: sampleStatus() }]))
  const peer: Change = { collection: 'peers', name: 'a', value: samplePeer('a', 1) }
  const changes: DeskChange[] = [{ part: 'facts-changed', value: [peer] }]
  const after = apply(before, { kind: 'changes', changes })
  expect(after.peers).not.toBe(before.peers)
  expect(after.mappings).toBe(before.mappings)
  expect(after.status).toBe(before.status)
  expect(before.peers.size).toBe(0)
})

it('keeps the newest receipts alone', () => {
  const receipts = Array.from({ length: maxReceipts + 5 }, (_, at): DeskChange => {
    const [sample] = fc.sample(receipt, 1)
    if (sample === undefined) throw new Error('no sample')
    return { part: 'handover', value: { ...sample, id: at + 1 } }
  })
  const view = apply(firstView, { kind: 'changes', changes: receipts })
  expect(view.handovers.map(({ id }) => id)).toEqual(
    Array.from({ length: maxReceipts }, (_, at) => at + 6),
  )
})
