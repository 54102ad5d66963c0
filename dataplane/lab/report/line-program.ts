// A native program of the report on one machine of the lab, which answers each request by one line.
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Sandbox } from '../sandbox/sandbox.ts'

export class LineProgram {
  readonly #what: string
  readonly #child: ChildProcess & { stdin: Writable }
  readonly #lines: AsyncIterator<string>
  readonly #complaint: Promise<string>

  /** Resolves when it says "ready". @throws with its last words when it ends instead */
  static async start(
    sandbox: Sandbox,
    machine: string,
    argv: readonly string[],
  ): Promise<LineProgram> {
    const program = new LineProgram(sandbox, machine, argv)
    await program.#expectReady()
    return program
  }

  private constructor(sandbox: Sandbox, machine: string, argv: readonly string[]) {
    this.#what = `${argv[0]?.split('/').at(-1)} on ${machine}`
    const child = sandbox.spawn(machine, argv, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C is for the report, which ends its parts in order.
      detached: true,
      cwd: '/',
    }) as ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable }
    // It may have ended when it is asked; then its answer is missing, which says enough.
    child.stdin.on('error', () => {})
    this.#child = child
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    this.#complaint = text(child.stderr)
  }

  /** @param lines of which the last is answered @throws when it fails, or has ended */
  async ask(...lines: readonly string[]): Promise<string> {
    this.#child.stdin.write(lines.map((line) => `${line}\n`).join(''))
    return this.#answer()
  }

  /** To the program itself. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** May be called again. */
  stop(): void {
    this.#child.kill('SIGKILL')
  }

  async #expectReady(): Promise<void> {
    const said = await this.#answer()
    if (said !== 'ready') throw new Error(`${this.#what} said "${said}"`)
  }

  async #answer(): Promise<string> {
    const next = await this.#lines.next()
    if (next.done === true)
      throw new Error(`${this.#what} ended: ${(await this.#complaint).trim()}`)
    if (next.value.startsWith('failed: ')) throw new Error(`${this.#what} ${next.value}`)
    return next.value
  }
}
