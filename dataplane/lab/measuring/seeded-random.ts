// Random numbers that a failing test can repeat: set VIP_SEED to the seed that it printed.

export type SeededRandom = {
  seed: number
  /** A whole number from 0 up to, and not including, `limit`. */
  below: (limit: number) => number
  bytes: (length: number) => Buffer
}

/** The generator is "mulberry32", which is small and good enough to choose test data. */
export function seededRandom(
  seed = Number(process.env['VIP_SEED'] ?? Math.floor(Math.random() * 2 ** 32)),
): SeededRandom {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit)
  return { seed, below, bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))) }
}
