import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BoundedLog } from './bounded-log.ts'

it('keeps exactly the newest entries under their numbers', () => {
  const bounds = fc.record({
    capacity: fc.integer({ min: 1, max: 8 }),
    first: fc.integer({ min: 0, max: 3 }),
    count: fc.integer({ min: 0, max: 40 }),
  })
  fc.assert(
    fc.property(bounds, ({ capacity, first, count }) => {
      const log = new BoundedLog<string>(capacity, first)
      const all = Array.from({ length: count }, (_, index) => `entry ${index}`)
      for (const entry of all) log.append(entry)
      expect(log.next).toBe(first + count)
      expect(log.next - log.oldest).toBe(Math.min(capacity, count))
      for (let number = first - 1; number <= log.next; number += 1) {
        const isKept = number >= log.oldest && number < log.next
        expect(log.get(number)).toBe(isKept ? all[number - first] : undefined)
      }
    }),
  )
})
