// Bringing a lab up, once: whoever asks while it is up, or coming up, gets that one.
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { firstLan } from './address-plan.ts'
import type { LabHost } from './address-plan.ts'
import { Lab, socketOf } from './lab.ts'
import { LabError } from './lab-error.ts'
import type { RunDirectory } from './run-directory.ts'
import { identifyProcess, untilGone } from './sandbox/process-identity.ts'
import type { ProcessIdentity } from './sandbox/process-identity.ts'
import { createSandbox } from './sandbox/sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { buildTopology } from './topology.ts'
import { requireTun, startTunnel } from './tunnel.ts'
import { tunnelConfigs } from './tunnel-configs.ts'

/** Longer than a lab takes to come up on a slow machine. */
const OTHERS_MAY_TAKE_MS = 20_000
const ASK_EVERY_MS = 20

export type BroughtUp =
  | { outcome: 'already-up'; lab: Lab }
  | {
      /** `replaced`: what was left of one whose parts had been killed is gone. */
      outcome: 'started' | 'replaced'
      lab: Lab
      tunnels: Record<LabHost, ChildProcess>
    }

/**
 * @param stays whether this process stays with the lab, which then ends with it
 * @throws LabError
 */
export async function bringUp(directory: RunDirectory, stays: boolean): Promise<BroughtUp> {
  const self = identifyProcess(process.pid)
  if (self === undefined) throw new Error('/proc does not show this process')
  const deadline = performance.now() + OTHERS_MAY_TAKE_MS
  let replaced = false
  while (!directory.claim(self)) {
    const found = directory.read()
    switch (found.kind) {
      case 'absent':
        break
      case 'starting':
        if (performance.now() > deadline) {
          throw new LabError({ code: 'lab-busy', name: directory.name })
        }
        await delay(ASK_EVERY_MS)
        break
      case 'stale':
        if (found.warden) await untilGone([found.warden])
        directory.removeStale()
        replaced = true
        break
      case 'up': {
        const lab = new Lab(directory, found.record)
        if (lab.isWhole()) return { outcome: 'already-up', lab }
        await lab.takeDown()
        replaced = true
        break
      }
      default:
        return found satisfies never
    }
  }
  const started = await start(directory, stays ? self : undefined)
  return { outcome: replaced ? 'replaced' : 'started', ...started }
}

async function start(directory: RunDirectory, foreground: ProcessIdentity | undefined) {
  let sandbox: Sandbox | undefined
  try {
    requireTun()
    sandbox = await createSandbox({ name: directory.name, removeAfterwards: directory.path })
    await buildTopology(sandbox)
    const tunnels = await startTunnels(sandbox, directory)
    const record = {
      state: 'up' as const,
      foreground,
      sandbox: sandbox.handle,
      tunnels: { a: identityOf(tunnels.a), b: identityOf(tunnels.b) },
    }
    directory.write(record)
    if (foreground === undefined) {
      await sandbox.release()
      for (const tunnel of Object.values(tunnels)) tunnel.unref()
    }
    return { lab: new Lab(directory, record, sandbox), tunnels }
  } catch (error) {
    await sandbox?.destroy()
    directory.remove()
    throw error
  }
}

async function startTunnels(sandbox: Sandbox, directory: RunDirectory) {
  const configs = tunnelConfigs(firstLan, (host) => directory.file(socketOf(host)))
  const startOn = (host: LabHost) =>
    startTunnel(sandbox, host, configs[host], directory.file(`${host}.log`))
  const [a, b] = await Promise.all([startOn('a'), startOn('b')])
  return { a, b }
}

function identityOf(child: ChildProcess): ProcessIdentity {
  // A process that has just ended is as good as one that never was.
  return identifyProcess(child.pid ?? 0) ?? { pid: 0, startTicks: 0 }
}
