import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TimerHeap } from './timer-heap.ts'

const add = fc.record({
  what: fc.constant('add' as const),
  // Few times, so that many are equal.
  atMs: fc.integer({ min: 0, max: 50 }),
})
const take = fc.record({ what: fc.constant('take' as const) })
/** Also of those that have left already. */
const remove = fc.record({ what: fc.constant('remove' as const), which: fc.nat() })
const ops = fc.array(
  // Mostly adds, or else the heap would never be more than a few timers.
  fc.oneof(
    { weight: 4, arbitrary: add },
    { weight: 1, arbitrary: take },
    { weight: 2, arbitrary: remove },
  ),
  { maxLength: 200, size: 'max' },
)

it('is what a sorted list would be, whatever is added, taken and removed', () => {
  fc.assert(
    fc.property(ops, (all) => {
      const heap = new TimerHeap()
      let list: { atMs: number; label: number }[] = []
      const removals: (() => void)[] = []
      let ran: number | undefined
      const first = () => list.toSorted((one, other) => one.atMs - other.atMs)[0]
      const drop = (label: number | undefined) => {
        list = list.filter((each) => each.label !== label)
      }
      for (const op of all) {
        if (op.what === 'add') {
          const label = removals.length
          list.push({ atMs: op.atMs, label })
          removals.push(heap.add(op.atMs, () => (ran = label)))
        } else if (op.what === 'take') {
          ran = undefined
          heap.takeFirst()?.action()
          expect(ran).toBe(first()?.label)
          drop(ran)
        } else if (removals.length > 0) {
          const which = op.which % removals.length
          removals[which]?.()
          drop(which)
        }
        expect([heap.size, heap.first?.atMs]).toEqual([list.length, first()?.atMs])
      }
      while (list.length > 0) {
        heap.takeFirst()?.action()
        expect(ran).toBe(first()?.label)
        drop(ran)
      }
      expect(heap.takeFirst()).toBeUndefined()
    }),
    { numRuns: 300 },
  )
})
