// Where everything of the lab's drawing is, for a width in pixels: Figure 1 of the paper, a router between two LANs, laptops
// below. Pure.
import type { LabHost, Lan } from './lab-moves.ts'

export type Point = { x: number; y: number }
export type Box = { x: number; y: number; width: number; height: number }

export type TopologyLayout = {
  width: number
  height: number
  router: Box
  lans: Readonly<Record<Lan, Box>>
  /** Of the laptops' screens. */
  screen: { width: number; height: number }
  /** Left upper corners of a laptop's screen on a LAN. */
  slots: Readonly<Record<LabHost, Readonly<Record<Lan, Point>>>>
  /** Of the host without VIP, on lan2. */
  legacy: Box
}

const EDGE = 8
const LAN_TOP = 138
const LAN_HEIGHT = 34
const SCREEN_TOP = 232
const SCREEN_HEIGHT = 104
/** In a narrow window laptops get what room there is: their addresses must be readable. */
const narrowBelow = 760

export const leastTopologyWidth = 628

export function topologyLayout(available: number): TopologyLayout {
  const width = Math.max(leastTopologyWidth, available)
  const isNarrow = width < narrowBelow
  const legacyWidth = isNarrow ? 86 : 104
  const leastGap = isNarrow ? 12 : 20
  const between = Math.min(48, width * 0.04)
  const usable = width - 2 * EDGE - between
  // lan2 has the legacy host besides.
  const screenWidth = Math.min(208, (usable - legacyWidth - 7 * leastGap) / 4)
  const spare = usable - legacyWidth - 4 * screenWidth
  const gap = spare / 7
  const lan1Width = 2 * screenWidth + 3 * gap
  const lan1: Box = { x: EDGE, y: LAN_TOP, width: lan1Width, height: LAN_HEIGHT }
  const lan2X = EDGE + lan1Width + between
  const lan2: Box = { x: lan2X, y: LAN_TOP, width: width - EDGE - lan2X, height: LAN_HEIGHT }
  const slot = (lan: Box, place: number) => ({
    x: lan.x + gap + place * (screenWidth + gap),
    y: SCREEN_TOP,
  })
  const routerWidth = Math.min(280, width * 0.36)
  return {
    width,
    height: SCREEN_TOP + SCREEN_HEIGHT + 92,
    router: { x: width / 2 - routerWidth / 2, y: 4, width: routerWidth, height: 66 },
    lans: { lan1, lan2 },
    screen: { width: screenWidth, height: SCREEN_HEIGHT },
    slots: {
      a: { lan1: slot(lan1, 0), lan2: slot(lan2, 0) },
      b: { lan1: slot(lan1, 1), lan2: slot(lan2, 1) },
    },
    legacy: {
      x: lan2.x + lan2.width - gap - legacyWidth,
      y: SCREEN_TOP + 14,
      width: legacyWidth,
      height: SCREEN_HEIGHT - 28,
    },
  }
}

/** From the top of what hangs there up to a LAN's lower edge. */
export function cablePath(from: Point, to: Point): string {
  const bend = (from.y - to.y) / 2
  return `M${at(from)}C${at({ x: from.x, y: from.y - bend })} ${at({ x: to.x, y: to.y + bend })} ${at(to)}`
}

/** A sagging line below both laptops. */
export function tunnelPath(one: Point, other: Point): string {
  const sag = 46
  return `M${at(one)}C${at({ x: one.x, y: one.y + sag })} ${at({ x: other.x, y: other.y + sag })} ${at(other)}`
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
}
