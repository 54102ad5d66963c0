import { expect, test } from 'vitest'
import { innerMtu } from './path.ts'

test('the largest inner packet fills an Ethernet frame and not a byte more', () => {
  // 20 + 8 + 16 + (1438 + 2) + 16 = 1500; one more would be padded to 1504.
  expect(innerMtu(1500, 4)).toBe(1438)
  expect(innerMtu(1500, 6)).toBe(1418)
  for (const family of [4, 6] as const) {
    for (let pathMtuBytes = 1280; pathMtuBytes < 9000; pathMtuBytes += 1) {
      const inner = innerMtu(pathMtuBytes, family)
      expect(outerBytes(inner, family)).toBeLessThanOrEqual(pathMtuBytes)
      expect(outerBytes(inner + 1, family)).toBeGreaterThan(pathMtuBytes)
    }
  }
})

/** Counted forward, from the layout in core/esp.h. */
function outerBytes(innerBytes: number, family: 4 | 6): number {
  const encrypted = Math.ceil((innerBytes + 2) / 4) * 4
  return (family === 6 ? 40 : 20) + 8 + 16 + encrypted + 16
}
