// Runs one program to its end. The two forms differ in who sees the output: us, or the person.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Failure } from './failure.mjs'

/**
 * @typedef {object} CommandResult
 * @property {number} status exit status; 128 + signal number when a signal ended it, as a shell says it
 * @property {string} output standard output and standard error, in the order they came
 * @property {string} stdout standard output alone
 */

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; the caller's own when left out
 */

/**
 * Runs a program and keeps what it prints.
 * @param {readonly string[]} argv program and arguments; no shell is involved, so spaces need no quotes
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 * @throws {Failure} when the program cannot be started at all
 */
export function capture(argv, options = {}) {
  return run(argv, options, ['ignore', 'pipe', 'pipe'])
}

/**
 * Runs a program on the caller's terminal.
 * @param {readonly string[]} argv
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>} without output
 * @throws {Failure} when the program cannot be started at all
 */
export function passThrough(argv, options = {}) {
  return run(argv, options, 'inherit')
}

/**
 * @param {readonly string[]} argv
 * @param {CommandOptions} options
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {Promise<CommandResult>}
 */
function run(argv, options, stdio) {
  const [program = '', ...rest] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd: options.cwd, env: options.env, stdio })
    let output = ''
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text))
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text))
    }
    child.on('error', (error) => {
      reject(new Failure(`${program} could not be started: ${error.message}`))
    })
    child.on('close', (status, signal) => {
      resolve({ status: status ?? 128 + signalNumber(signal), output, stdout })
    })
  })
}

/** @param {NodeJS.Signals | null} signal */
function signalNumber(signal) {
  return signal === null ? 0 : (constants.signals[signal] ?? 0)
}
