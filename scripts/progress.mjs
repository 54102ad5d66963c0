// Shows what a script is doing: one line a step with its seconds, so that no wait is silent.

const NAME_COLUMNS = 26
const TICK_MS = 1000

/**
 * @typedef {object} StepReport
 * @property {(words: string) => void} outcome says how the step went; "done" unless called
 * @property {(words: string) => void} note adds a line that is printed below the step's own
 */

/**
 * Runs one step and prints its name, its outcome and how long it took.
 * @template T
 * @param {string} name at most NAME_COLUMNS wide, such as "npm packages"
 * @param {(report: StepReport) => Promise<T> | T} work
 * @returns {Promise<T>} what `work` returns; what it throws is passed on after "failed" is printed
 */
export async function step(name, work) {
  const startedAt = performance.now()
  const head = `  ${name.padEnd(NAME_COLUMNS)}`
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
  const ticker = startTicker(() => `${head}… ${seconds()}`)
  let outcome = 'done'
  /** @type {string[]} */
  const notes = []
  try {
    return await work({
      outcome: (words) => (outcome = words),
      note: (words) => notes.push(words),
    })
  } catch (error) {
    outcome = 'failed'
    throw error
  } finally {
    ticker.stop()
    process.stdout.write(`${head}${outcome}, ${seconds()}\n`)
    for (const words of notes) process.stdout.write(`    note: ${words}\n`)
  }
}

/**
 * On a terminal the line counts its seconds in place; in a log the name is printed once, and only
 * when the step is long enough for a reader to wonder.
 * @param {() => string} line
 */
function startTicker(line) {
  const isTerminal = process.stdout.isTTY
  let announced = false
  const timer = setInterval(() => {
    if (isTerminal) process.stdout.write(`\r${line()}`)
    else if (!announced) process.stdout.write(`${line()}\n`)
    announced = true
  }, TICK_MS)
  return {
    stop() {
      clearInterval(timer)
      if (isTerminal && announced) process.stdout.write('\r\x1b[K')
    },
  }
}
