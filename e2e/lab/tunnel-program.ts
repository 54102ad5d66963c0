// One static tunnel in a sandbox's host: the built program, in the flavour that this run of the tests is about, with its
// end watched, so that a report of a sanitizer fails the test that caused it.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Readable } from 'node:stream'
import type {
  StaticTunnelConfig,
  StaticTunnelReply,
  StaticTunnelRequest,
  StaticTunnelStatus,
} from '../../dataplane/contract/static-tunnel.ts'
import { askSocket } from '../../dataplane/lab/ask-socket.ts'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'

const isSanitized = process.env['VIP_TEST_FLAVOUR'] === 'sanitize'

// Only the tunnel is built with sanitizers, so only it is started with their runtime: the programs that make the sandbox
// are slower with it, and some do not get through at all.
const preload = process.env['LD_PRELOAD'] ?? ''
delete process.env['LD_PRELOAD']
const withRuntime = preload === '' ? [] : ['env', `LD_PRELOAD=${preload}`]

/** Absolute; @throws where it is not built. */
export function tunnelProgram(): string {
  const folder = isSanitized ? 'out/sanitize' : 'out'
  const path = fileURLToPath(new URL(`../../${folder}/static-tunnel.mjs`, import.meta.url))
  if (existsSync(path)) return path
  throw new Error(
    `${path} is not built. Run: npm run build${isSanitized ? ' -- --flavour sanitize' : ''}`,
  )
}

type Request = StaticTunnelRequest extends infer One
  ? One extends unknown
    ? Omit<One, 'id'>
    : never
  : never

export class TunnelProgram {
  readonly #process: ChildProcess
  readonly #control: string
  readonly #exit: Promise<[number | null, NodeJS.Signals | null]>
  #errors = ''

  /** @param wrapper a command that starts the rest of its arguments, such as setpriv */
  constructor(
    sandbox: Sandbox,
    host: string,
    config: StaticTunnelConfig,
    wrapper: readonly string[] = [],
  ) {
    this.#control = config.control ?? ''
    this.#process = sandbox.spawn(
      host,
      [...wrapper, ...withRuntime, process.execPath, tunnelProgram()],
      {
        cwd: '/',
      },
    )
    this.#exit = once(this.#process, 'close') as Promise<[number | null, NodeJS.Signals | null]>
    this.#process.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()))
    this.#process.stdin?.on('error', () => {}).end(`${JSON.stringify(config)}\n`)
  }

  /** What it said on its standard error until now. */
  get errors(): string {
    return this.#errors
  }

  /** Resolves when packets can flow. @throws with the program's words where it ended instead. */
  async whenReady(): Promise<void> {
    const { stdout } = this.#process as { stdout: Readable | null }
    let said = ''
    for await (const chunk of stdout ?? []) {
      said += String(chunk)
      if (said.includes('{"ready":true}\n')) return
    }
    const [status] = await this.#exit
    throw new Error(`the tunnel ended with status ${status}: ${this.#errors}`)
  }

  /** Resolves with the exit status, null after a signal. */
  async whenEnded(): Promise<number | null> {
    return (await this.#exit)[0]
  }

  async ask(request: Request): Promise<unknown> {
    const line = await askSocket(this.#control, JSON.stringify({ id: 1, ...request }))
    const reply = JSON.parse(line) as StaticTunnelReply
    if ('error' in reply) throw new Error(reply.error.message)
    return reply.result
  }

  async status(): Promise<StaticTunnelStatus> {
    return (await this.ask({ method: 'status' })) as StaticTunnelStatus
  }

  /** Ends it in order. @throws where it had ended before, or does not end well. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM')
    const [status, signal] = await this.#exit
    if (status === 0 && this.#errors === '') return
    throw new Error(`the tunnel ended with ${signal ?? `status ${status}`}: ${this.#errors}`)
  }
}
