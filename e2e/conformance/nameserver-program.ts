// `vip nameserver` in a network namespace of its own, and other people's programs as its clients there.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { createSandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import type { CommandResult, Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { vipCommand } from '../lab/lab-cli.ts'

export const zone = 'vipip.net'
export const address = '127.0.0.1'

const host = 'ns'

export interface TestKey {
  name: string
  algorithm: 'hmac-sha256' | 'hmac-sha512'
  /** Base64. */
  secret: string
}

const secretOf = (byte: number, length: number) => Buffer.alloc(length, byte).toString('base64')
export const key: TestKey = {
  name: 'first.example',
  algorithm: 'hmac-sha256',
  secret: secretOf(1, 32),
}
export const longKey: TestKey = {
  name: 'second.example',
  algorithm: 'hmac-sha512',
  secret: secretOf(2, 64),
}

export interface Running {
  process: ChildProcess
  /** When it has ended: status, signal and what it said on standard error. */
  ended: Promise<{ status: number | null; signal: NodeJS.Signals | null; stderr: string }>
}

export class NameServerHost {
  readonly sandbox: Sandbox
  /** For keys and state; removed with the rest. */
  readonly directory: string

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
    this.directory = mkdtempSync(join(tmpdir(), 'vip-nameserver-'))
    this.writeFile('keys', [key, longKey].map(keyStatement).join(''), 0o600)
  }

  static async create(): Promise<NameServerHost> {
    const sandbox = await createSandbox({ name: 'nameserver' })
    await sandbox.addHost(host)
    return new NameServerHost(sandbox)
  }

  async destroy(): Promise<void> {
    await this.sandbox.destroy()
    rmSync(this.directory, { recursive: true, force: true })
  }

  /** @returns its path */
  writeFile(name: string, content: string, mode: number): string {
    const path = this.path(name)
    writeFileSync(path, content, { mode })
    return path
  }

  path(name: string): string {
    return join(this.directory, name)
  }

  /** Words that are given later count instead of those before. */
  spawn(...words: string[]): Running {
    const usual = ['--zone', zone, '--key', this.path('keys'), '--listen', `${address}:53`]
    const argv = vipCommand('nameserver', ...usual, '--json', ...words)
    const process = this.sandbox.spawn(host, argv, { cwd: '/' })
    const closed = once(process, 'close') as Promise<[number | null, NodeJS.Signals | null]>
    const said = text(process.stderr as Readable)
    const ended = closed.then(async ([status, signal]) => ({ status, signal, stderr: await said }))
    return { process, ended }
  }

  /** Resolves when it answers. */
  async start(...words: string[]): Promise<Running> {
    const running = this.spawn(...words)
    for await (const line of createInterface({ input: running.process.stdout as Readable })) {
      if (line.startsWith('{"ready":true')) return running
    }
    throw new Error(`the name server did not start: ${(await running.ended).stderr}`)
  }

  async run(argv: readonly string[], input = ''): Promise<CommandResult> {
    return this.sandbox.run(host, argv, { input, cwd: this.directory })
  }

  /** What dig prints for a question, its `+short` form unless told otherwise. */
  async dig(...words: string[]): Promise<string> {
    const { stdout } = await this.run(['dig', `@${address}`, '+tries=1', '+time=5', ...words])
    return stdout
  }

  /** Lines for nsupdate(1) between `zone` and `send`; what it says on standard error, empty when all went well. */
  async nsupdate(lines: readonly string[], by: TestKey | undefined = key, ...words: string[]) {
    const script = [
      `server ${address}`,
      `zone ${zone}`,
      ...(by ? [`key ${by.algorithm}:${by.name} ${by.secret}`] : []),
      ...lines,
      'send\n',
    ]
    const { stderr } = await this.run(['nsupdate', ...words], script.join('\n'))
    return stderr
  }

  /**
   * Sends messages and gives the answers in hexadecimal, in the order in which they come, when there is one
   * for each message whose answer is wanted. The program that does it is dns-exchange.ts.
   */
  async exchange(
    protocol: 'udp' | 'tcp',
    messages: readonly Uint8Array[],
    answersWanted: number,
  ): Promise<Buffer[]> {
    const program = join(import.meta.dirname, 'dns-exchange.ts')
    const lines = messages.map((message) => `${Buffer.from(message).toString('hex')}\n`)
    const argv = [process.execPath, program, protocol, address, String(answersWanted)]
    const { stdout, stderr, status } = await this.run(argv, lines.join(''))
    if (status !== 0) throw new Error(`no answer: ${stderr}`)
    const answers = stdout.split('\n').slice(0, -1)
    return answers.map((line) => Buffer.from(line, 'hex'))
  }
}

export async function stop({ process, ended }: Running, signal: NodeJS.Signals = 'SIGTERM') {
  process.kill(signal)
  return ended
}

export function keyStatement({ name, algorithm, secret }: TestKey): string {
  return `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`
}
