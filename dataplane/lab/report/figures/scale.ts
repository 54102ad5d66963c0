// Numbers to places along an axis, and the round numbers that it is marked with. Pure.

export interface Scale {
  domain: readonly [number, number]
  /** In the drawing's units; may fall where the domain rises. */
  range: readonly [number, number]
}

export function placeOn({ domain, range }: Scale, value: number): number {
  const [from, to] = domain
  const share = to === from ? 0 : (value - from) / (to - from)
  return range[0] + share * (range[1] - range[0])
}

/** Fractions of two are not always what they should be: 0.3 / 0.1 is a little less than 3. */
const NEARLY = 1e-9

/** From 1, 2, 5, 10 and so on: about so many of them within the domain. */
export function ticksOf([from, to]: readonly [number, number], about: number): number[] {
  const step = roundStep((to - from) / about)
  const first = Math.ceil(from / step - NEARLY)
  const count = Math.floor(to / step + NEARLY) - first + 1
  // By whole numbers: sums of fractions would drift.
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step)
}

function roundStep(least: number): number {
  if (!(least > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least) ?? 10
  return factor * power
}
