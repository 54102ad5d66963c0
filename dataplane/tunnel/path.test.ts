import { expect, test, vi } from 'vitest'
import type { DatagramWay } from 'tun-tap/datagram-way'
import { innerMtu, innerMtuOf } from './path.ts'

const answer = vi.hoisted(() => vi.fn<(endpoint: string) => DatagramWay | null>())
vi.mock('tun-tap/datagram-way', () => ({ datagramWayTo: answer }))

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

test('a path that not even the least inner packet fits makes the others no smaller: they are cut as well', () => {
  const ways: Record<string, number> = {
    '192.0.2.1:1': 1343,
    '192.0.2.2:1': 1344,
    '[2001:db8::1]:1': 1400,
  }
  answer.mockImplementation((endpoint) => ({ source: null, mtuBytes: ways[endpoint] ?? 0 }))
  expect(innerMtuOf(['192.0.2.1:1'], 1400)).toBe(1400)
  expect(innerMtuOf(['192.0.2.1:1', '[2001:db8::1]:1'], 1400)).toBe(1318)
  expect(innerMtuOf(Object.keys(ways), 1400)).toBe(1282)
})

/** Counted forward, from the layout in core/esp.h. */
function outerBytes(innerBytes: number, family: 4 | 6): number {
  const encrypted = Math.ceil((innerBytes + 2) / 4) * 4
  return (family === 6 ? 40 : 20) + 8 + 16 + encrypted + 16
}
