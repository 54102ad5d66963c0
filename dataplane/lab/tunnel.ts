// The built tunnel program on one host of the lab: start it, ask it, tell it where the other host
// is.
import { once } from 'node:events'
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import * as v from 'valibot'
import { tunnelStatusSchema } from '../contract/lab-status.ts'
import type { TunnelStatus } from '../contract/lab-status.ts'
import type { StaticTunnelConfig, StaticTunnelRequest } from '../contract/static-tunnel.ts'
import type { LabHost } from './address-plan.ts'
import { askSocket } from './ask-socket.ts'
import { builtProgram } from './built-programs.ts'
import { LabError } from './lab-error.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

/**
 * Resolves when packets can flow. What the program says is added to the file `logPath`.
 * @throws LabError `tunnel-failed`, `not-built`
 */
export async function startTunnel(
  sandbox: Sandbox,
  host: LabHost,
  config: StaticTunnelConfig,
  logPath: string,
): Promise<ChildProcess> {
  const program = builtProgram('static-tunnel.mjs')
  const log = openSync(logPath, 'a', 0o600)
  const child = sandbox.spawn(host, [process.execPath, '--enable-source-maps', program], {
    stdio: ['pipe', 'pipe', log],
    // Ctrl-C is for the lab, which ends its parts in order.
    detached: true,
    cwd: '/',
  })
  closeSync(log)
  const { stdin, stdout } = child as ChildProcess & { stdout: Readable }
  const ended = once(child, 'exit')
  stdin?.on('error', () => {}).end(`${JSON.stringify(config)}\n`)
  if (!(await saysReady(stdout))) {
    await ended
    throw new LabError({ code: 'tunnel-failed', host, detail: lastWords(logPath) })
  }
  stdout.destroy()
  return child
}

async function saysReady(stdout: Readable): Promise<boolean> {
  for await (const line of createInterface({ input: stdout })) {
    if (line === '{"ready":true}') return true
  }
  return false
}

/** The last line that a program of the lab has written to its log. */
export function lastWords(logPath: string): string {
  const lines = readOrEmpty(logPath).trim().split('\n')
  // What unshare (before 2.39), which waits for the program, says when the program was killed.
  if (lines.at(-1)?.startsWith('unshare: sigprocmask')) return 'it was killed'
  return lines.at(-1) || 'it said nothing'
}

/** The log goes with the lab, which may be ending. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** @throws LabError `tun-forbidden`, before anything was started in vain */
export function requireTun(): void {
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK)
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new LabError({
      code: 'tun-forbidden',
      detail: isMissing ? 'does not exist' : 'may not be opened by this user',
      remedy: isMissing
        ? 'load the kernel module "tun" (modprobe tun)'
        : 'run it as root, or let everybody open it as most systems do (chmod 0666 /dev/net/tun)',
    })
  }
}

/** @throws LabError `no-answer` */
export async function tunnelStatus(controlPath: string): Promise<TunnelStatus> {
  return v.parse(tunnelStatusSchema, await ask(controlPath, { id: 1, method: 'status' }))
}

/** Tells a tunnel where its peer is now, preferred first. @throws LabError `no-answer` */
export async function tellEndpoints(
  controlPath: string,
  peer: string,
  endpoints: string[],
): Promise<void> {
  await ask(controlPath, { id: 1, method: 'endpoints', params: { peer, endpoints } })
}

const replySchema = v.union([
  v.object({ result: v.unknown() }),
  v.object({ error: v.object({ message: v.string() }) }),
])

async function ask(controlPath: string, request: StaticTunnelRequest): Promise<unknown> {
  const reply = v.parse(
    replySchema,
    JSON.parse(await askSocket(controlPath, JSON.stringify(request))),
  )
  if ('result' in reply) return reply.result
  throw new LabError({ code: 'no-answer', socket: controlPath, detail: reply.error.message })
}
