// Runs the command of `vip run --on-move` at each move: one at a time, and of the moves of one host that wait only the
// newest. As the user who called; the helper itself never runs anything.
import { spawn } from 'node:child_process'
import { clientText } from './client-text.ts'
import type { Move } from './moves.ts'
import { text } from './text.ts'

export class MoveCommand {
  readonly #command: string
  /** By name, in the order in which they will be told. */
  readonly #waiting = new Map<string, Move>()
  #isRunning = false
  #isStopped = false

  /** @param command for `/bin/sh -c` */
  constructor(command: string) {
    this.#command = command
  }

  tell(move: Move): void {
    this.#waiting.delete(move.name)
    this.#waiting.set(move.name, move)
    this.#next()
  }

  /** One that runs ends by itself. Idempotent. */
  stop(): void {
    this.#isStopped = true
    this.#waiting.clear()
  }

  #next(): void {
    const [move] = this.#waiting.values()
    if (move === undefined || this.#isRunning || this.#isStopped) return
    this.#waiting.delete(move.name)
    this.#isRunning = true
    // What the program writes may go to another program: the command must not write in between.
    const child = spawn('/bin/sh', ['-c', this.#command], {
      env: { ...process.env, ...environmentOf(move) },
      stdio: ['ignore', 2, 2],
    })
    // `vip` ends with the program that it runs.
    child.unref()
    const ended = (how: string | undefined) => {
      if (how !== undefined) process.stderr.write(text.failure(clientText.onMoveFailed(how)))
      this.#isRunning = false
      this.#next()
    }
    child.once('error', (error) => ended(error.message))
    child.once('exit', (status, signal) =>
      ended(status === 0 ? undefined : (signal ?? `status ${status}`)),
    )
  }
}

/** The names that `vip run --help` gives. */
function environmentOf({ name, cause, endpoint, previous, handover }: Move): NodeJS.ProcessEnv {
  return {
    VIP_NAME: name,
    VIP_CAUSE: cause,
    VIP_ENDPOINT: endpoint,
    VIP_PREVIOUS: previous,
    VIP_HANDOVER: handover === undefined ? '' : String(handover),
  }
}
