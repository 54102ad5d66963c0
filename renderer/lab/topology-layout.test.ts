import { describe, expect, it } from 'vitest'
import { leastTopologyWidth, topologyLayout } from './topology-layout.ts'

describe('the layout of the lab', () => {
  it.each([300, leastTopologyWidth, 628, 900, 1400, 2200])(
    'has room for each laptop on each LAN without touching another, %d px wide',
    (width) => {
      const layout = topologyLayout(width)
      const { slots, screen, lans, legacy } = layout
      const places = [slots.a.lan1, slots.b.lan1, slots.a.lan2, slots.b.lan2]
      for (const [at, place] of places.entries()) {
        const next = places[at + 1]?.x ?? legacy.x
        // Their bases are wider than their screens by 4 pixels on each side.
        expect(place.x + screen.width + 4).toBeLessThan(next - 4)
      }
      expect(legacy.x + legacy.width).toBeLessThan(lans.lan2.x + lans.lan2.width)
      expect(lans.lan1.x + lans.lan1.width).toBeLessThan(lans.lan2.x)
      expect(slots.b.lan1.x + screen.width).toBeLessThan(lans.lan1.x + lans.lan1.width)
      expect(layout.width).toBeGreaterThanOrEqual(lans.lan2.x + lans.lan2.width)
    },
  )

  it('has screens wide enough for an IPv4 address', () => {
    expect(topologyLayout(leastTopologyWidth).screen.width).toBeGreaterThan(15 * 6.7)
  })
})
