// `vip ui` as a process of its own, as specs start it: without a browser, since they bring theirs.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { spawn } from 'node:child_process'
import { helperNotBuilt, vipCommand } from '../../lab/lab-cli.ts'

const out = join(import.meta.dirname, '../../../out')

/** For `describe.runIf`: what is missing, or undefined. */
export const uiNotBuilt =
  helperNotBuilt ??
  ['vip-ui.mjs', 'renderer/index.html']
    .filter((name) => !existsSync(join(out, name)))
    .map((name) => `out/${name} is not built`)
    .at(0)

export class VipUi {
  /** The link with its token. */
  readonly link: string
  readonly child: ChildProcess
  readonly #ended: Promise<unknown[]>
  readonly #folder: string

  /** @param words of `vip ui` besides @throws with what it said where it does not serve */
  static async start(...words: readonly string[]): Promise<VipUi> {
    const folder = mkdtempSync(join(tmpdir(), 'vip-ui-spec-'))
    const [program = '', ...argv] = vipCommand('ui', '--no-open', '--json', ...words)
    // Preferences of the person who runs the tests are theirs.
    const env = { ...process.env, XDG_CONFIG_HOME: folder }
    const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const ended = once(child, 'close')
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    for await (const line of createInterface({ input: child.stdout })) {
      child.stdout.resume()
      const { url } = JSON.parse(line) as { url: string }
      return new VipUi(child, ended, url, folder)
    }
    await ended
    rmSync(folder, { recursive: true })
    throw new Error(`vip ui has ended: ${complaint.trim()}`)
  }

  private constructor(
    child: ChildProcess,
    ended: Promise<unknown[]>,
    link: string,
    folder: string,
  ) {
    this.child = child
    this.#ended = ended
    this.link = link
    this.#folder = folder
  }

  /** `http://127.0.0.1:PORT` */
  get origin(): string {
    return new URL(this.link).origin
  }

  /** Resolves with its exit status, or the signal that ended it. */
  async whenEnded(): Promise<number | NodeJS.Signals> {
    const [status, signal] = (await this.#ended) as [number | null, NodeJS.Signals | null]
    rmSync(this.#folder, { recursive: true, force: true })
    return status ?? signal!
  }

  /** In order. May be called again. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM')
    await this.whenEnded()
  }
}
