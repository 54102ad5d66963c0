// A program on a host of a sandbox that is spoken with in lines.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'

export class TalkingProgram {
  /** All that it has said until now. */
  readonly lines: string[] = []
  readonly #process: ChildProcess
  readonly #reader: Interface
  readonly #ended: Promise<'ended'>
  #complaint = ''

  /** @param script a TypeScript program of this folder */
  constructor(sandbox: Sandbox, host: string, script: string, args: readonly string[]) {
    const argv = [process.execPath, join(import.meta.dirname, script), ...args]
    this.#process = sandbox.spawn(host, argv, { stdio: 'pipe' })
    this.#process.stdin?.on('error', () => {})
    this.#process.stderr?.on('data', (chunk: Buffer) => (this.#complaint += chunk.toString()))
    this.#reader = createInterface({ input: this.#process.stdout! })
    this.#reader.on('line', (line) => this.lines.push(line))
    this.#ended = once(this.#reader, 'close').then(() => 'ended')
  }

  /** Resolves when it has said so many lines in all. @throws where it ends before. */
  async whenSaid(count: number): Promise<void> {
    while (this.lines.length < count) {
      if ((await Promise.race([once(this.#reader, 'line'), this.#ended])) !== 'ended') continue
      throw new Error(`it ended after ${this.lines.length} lines: ${this.#complaint.trim()}`)
    }
  }

  say(line: string): void {
    this.#process.stdin?.write(`${line}\n`)
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#process
    if (exitCode !== null || signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await ended
  }
}

/** Resolves when it has said its first line, by which it tells that it can be used. */
export async function startTalking(
  sandbox: Sandbox,
  host: string,
  script: string,
  args: readonly string[],
): Promise<TalkingProgram> {
  const program = new TalkingProgram(sandbox, host, script, args)
  await program.whenSaid(1)
  return program
}
