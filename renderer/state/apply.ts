// What a frame of the desk makes of the view. Pure: the view before is left as it was, and what a frame does not touch is
// the same object afterwards.
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import { keyOf } from '../../dataplane/contract/entry-keys.ts'
import type { KeyedCollection } from '../../dataplane/contract/entry-keys.ts'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { maxReceipts } from '../../main/bridge/desk-state.ts'
import type { DeskChange, DeskFrame } from '../../main/bridge/desk-state.ts'
import { noFacts } from './desk-view.ts'
import type { DeskView, Facts } from './desk-view.ts'

export function apply(view: DeskView, frame: DeskFrame): DeskView {
  switch (frame.kind) {
    case 'snapshot': {
      const { facts, ...others } = frame.state
      return { link: 'open', ...others, ...applyFacts(noFacts, facts) }
    }
    case 'changes':
      return frame.changes.reduce(applyChange, view)
  }
}

function applyChange(view: DeskView, change: DeskChange): DeskView {
  switch (change.part) {
    case 'shell':
      return { ...view, shell: change.value }
    case 'viewpoint':
      return { ...view, ...noFacts, viewpoint: change.value, handovers: [] }
    case 'helper':
      return { ...view, helper: change.value }
    case 'facts':
      return { ...view, ...applyFacts(noFacts, change.value) }
    case 'facts-changed':
      return { ...view, ...applyFacts(view, change.value) }
    case 'handovers':
      return { ...view, handovers: change.value }
    case 'handover':
      return { ...view, handovers: withReceipt(view.handovers, change.value) }
    case 'lab':
      return { ...view, lab: change.value }
    case 'preferences':
      return { ...view, preferences: change.value }
    // Not kept here: plots and navigation have them from the store's listeners.
    case 'stream-points':
    case 'show-page':
      return view
  }
}

function applyFacts(facts: Facts, changes: readonly Change[]): Facts {
  const next = { ...facts }
  const copied = new Set<KeyedCollection>()
  for (const change of changes) {
    if (change.collection === 'status') {
      next.status = change.value
      continue
    }
    const { collection, value } = change
    if (!copied.has(collection)) {
      copied.add(collection)
      Object.assign(next, { [collection]: new Map<string, unknown>(next[collection]) })
    }
    const entries = next[collection] as Map<string, unknown>
    if (value === null) entries.delete(keyOf(change))
    else entries.set(keyOf(change), value)
  }
  return next
}

function withReceipt(receipts: readonly Handover[], receipt: Handover): Handover[] {
  const others = receipts.filter(({ id }) => id !== receipt.id)
  const later = others.findIndex(({ id }) => id > receipt.id)
  const place = later < 0 ? others.length : later
  return [...others.slice(0, place), receipt, ...others.slice(place)].slice(-maxReceipts)
}
