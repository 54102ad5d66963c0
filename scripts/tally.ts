// What a stage of `npm test` counted.

export type Skip = { name: string; reason: string }

export type Tally = {
  passed: number
  /** Names of what failed. */
  failed: readonly string[]
  skipped: readonly Skip[]
  /** Names of those among `passed` that needed a second try, with what went wrong at the first. */
  flaky?: readonly string[]
}

export function sumOf(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.flatMap(({ failed }) => failed),
    skipped: tallies.flatMap(({ skipped }) => skipped),
    flaky: tallies.flatMap(({ flaky }) => flaky ?? []),
  }
}

/** The line that closes `npm test`, for people and for programs that read it. */
export function summaryLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`
}

/**
 * Reasons that nobody can remove by installing a package or by being root: they begin with one of
 * these. Everything else that CI skips is a fault of CI, or of the test.
 */
const BEYOND_REPAIR = /^this (kernel|processor|distribution) /

/** @returns the skips that a machine on which we are root may not have */
export function avoidableSkips(skipped: readonly Skip[]): readonly Skip[] {
  return skipped.filter(({ reason }) => !BEYOND_REPAIR.test(reason))
}
