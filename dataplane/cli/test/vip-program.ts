// `vip`, and a helper with an invented domain as a process of its own, for tests.
import { spawn } from 'node:child_process'
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import type { EventNews } from '../../contract/events.ts'
import { runCommandLine } from '../command-line.ts'

const vipSource = fileURLToPath(new URL('../vip.ts', import.meta.url))
const fakeHelper = fileURLToPath(new URL('../../control/test/fake-helper.ts', import.meta.url))

export type Ended = { status: number | null; stdout: string; stderr: string }

export class VipProgram {
  readonly runDirectory = mkdtempSync(join(tmpdir(), 'vip-cli-'))
  #helper: ChildProcess | undefined

  static async withHelper(): Promise<VipProgram> {
    const program = new VipProgram()
    chmodSync(program.runDirectory, 0o755) // for the other user
    await program.startHelper()
    return program
  }

  async startHelper(): Promise<void> {
    const helper = spawn(process.execPath, [fakeHelper, this.runDirectory], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#helper = helper
    await once(helper.stdout, 'data')
  }

  async stopHelper(): Promise<void> {
    if (this.#helper === undefined || this.#helper.exitCode !== null) return
    this.#helper.stdin?.end()
    await once(this.#helper, 'exit')
  }

  /** The helper tells of these. */
  publish(...news: readonly EventNews[]): void {
    this.#helper?.stdin?.write(news.map((each) => `${JSON.stringify(each)}\n`).join(''))
  }

  async stop(): Promise<void> {
    await this.stopHelper()
    rmSync(this.runDirectory, { recursive: true })
  }

  /** In this process: starting one for each command would take most of the time. */
  async vip(...words: string[]): Promise<Ended> {
    vi.stubEnv('VIP_RUN_DIR', this.runDirectory)
    const written = { stdout: '', stderr: '' }
    const spies = (['stdout', 'stderr'] as const).map((stream) =>
      vi.spyOn(process[stream], 'write').mockImplementation((piece) => {
        written[stream] += String(piece)
        return true
      }),
    )
    try {
      return { status: await runCommandLine(words), ...written }
    } finally {
      for (const spy of spies) spy.mockRestore()
      vi.unstubAllEnvs()
    }
  }

  /** In one of its own. */
  async vipProcess(...words: string[]): Promise<Ended> {
    return this.run([process.execPath, vipSource, ...words])
  }

  async vipJson(...words: string[]): Promise<{ status: number | null; json: unknown }> {
    const { status, stdout } = await this.vip(...words, '--json')
    return { status, json: JSON.parse(stdout) }
  }

  /** On a terminal where somebody types `input`. */
  async vipOnTerminal(input: string, ...words: string[]): Promise<Ended> {
    const command = [process.execPath, vipSource, ...words].map((word) => `'${word}'`).join(' ')
    return this.run(['script', '--quiet', '--return', '--command', command, '/dev/null'], input)
  }

  async run([program = '', ...args]: readonly string[], input = ''): Promise<Ended> {
    const child = this.spawn([program, ...args])
    // It may have ended without reading.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const [[status], stdout, stderr] = await Promise.all([
      once(child, 'exit') as Promise<[number | null]>,
      text(child.stdout),
      text(child.stderr),
    ])
    return { status, stdout, stderr }
  }

  /** One that goes on while the test does something else; `vip` is in its PATH. */
  spawn([program = '', ...args]: readonly string[]): ChildProcessWithoutNullStreams {
    const env = { ...process.env, VIP_RUN_DIR: this.runDirectory, PATH: this.#path() }
    return spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  }

  /** With `vip` in it, for shells. */
  #path(): string {
    const vip = join(this.runDirectory, 'vip')
    writeFileSync(vip, `#!/bin/sh\nexec '${process.execPath}' '${vipSource}' "$@"\n`, {
      mode: 0o755,
    })
    return `${this.runDirectory}:${process.env['PATH'] ?? ''}`
  }
}
