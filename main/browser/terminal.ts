// The terminal of `vip ui`: says where the pages are, and gives another link when somebody presses Enter.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { LabPhase } from '../bridge/desk-state.ts'
import { browserText } from './text.ts'

export class Terminal {
  readonly #isJson: boolean
  #lastPhase: LabPhase['is'] = 'down'

  constructor(isJson: boolean) {
    this.#isJson = isJson
    // It may be closed, and what runs here ends in order all the same.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  }

  /** @param newLink voids the one before */
  showReady(port: number, link: string, newLink: () => string): void {
    if (this.#isJson) {
      process.stdout.write(`${JSON.stringify({ url: link })}\n`)
      return
    }
    process.stdout.write(browserText.ready(link))
    if (process.env['SSH_CONNECTION'] !== undefined) {
      process.stdout.write(browserText.fromAfar(port))
    }
    if (!process.stdin.isTTY || !isInForeground()) return
    process.stdout.write(browserText.howToGoOn)
    createInterface({ input: process.stdin }).on('line', () => {
      process.stdout.write(browserText.anotherLink(newLink()))
    })
  }

  showLab(phase: LabPhase): void {
    if (this.#isJson || phase.is === this.#lastPhase) return
    this.#lastPhase = phase.is
    process.stdout.write(browserText.lab(phase))
  }

  /** It would keep this process otherwise. Idempotent. */
  stop(): void {
    if (process.stdin.isTTY) process.stdin.destroy()
  }

  complain(sentence: string): void {
    process.stderr.write(`vip: ${sentence}\n`)
  }
}

/** The terminal stops whoever reads from it in the background (proc_pid_stat(5): process group, and the terminal's own). */
function isInForeground(): boolean {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[2] === fields[5]
}
