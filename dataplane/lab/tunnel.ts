// The built tunnel program on one host of the lab: start it, ask it, tell it where the other host
// is.
import type { ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import * as v from 'valibot'
import { tunnelStatusSchema } from '../contract/lab-status.ts'
import type { TunnelStatus } from '../contract/lab-status.ts'
import type { StaticTunnelConfig, StaticTunnelRequest } from '../contract/static-tunnel.ts'
import type { LabHost } from './address-plan.ts'
import { askSocket } from './ask-socket.ts'
import { builtProgram } from './built-programs.ts'
import { LabError } from './lab-error.ts'
import { startProgram } from './lab-program.ts'
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
  const started = await startProgram(sandbox, {
    machine: host,
    argv: [process.execPath, '--enable-source-maps', builtProgram('static-tunnel.mjs')],
    input: `${JSON.stringify(config)}\n`,
    logPath,
    isReady: (line) => line === '{"ready":true}',
  })
  if (started.outcome === 'ready') return started.process
  throw new LabError({ code: 'tunnel-failed', host, detail: started.detail })
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
