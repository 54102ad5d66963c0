// A failure that a person can act on. Scripts print its message alone; anything else that is thrown
// is a bug in the scripts and keeps its stack.

export class Failure extends Error {
  /** @param {string} message what happened, to what, and what to do */
  constructor(message) {
    super(message)
    this.name = 'Failure'
  }
}

/**
 * Runs a script's main function, and turns what it throws into words and exit status 1.
 * @param {() => Promise<void> | void} main
 * @returns {Promise<void>}
 */
export async function runScript(main) {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`\n${describe(error)}\n`)
    process.exitCode = 1
  }
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof Failure) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
