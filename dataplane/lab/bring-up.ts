// Bringing a lab up, once: whoever asks while it is up, or coming up, gets that one.
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { LabPlan } from '../contract/lab-status.ts'
import { firstLan } from './address-plan.ts'
import type { LabHost } from './address-plan.ts'
import { awaitName, awaitPublished } from './await-names.ts'
import { startHelper } from './helper.ts'
import { Lab, sessionEnvironment, socketOf } from './lab.ts'
import { LabError } from './lab-error.ts'
import { firstRecords } from './lab-zone.ts'
import { startNameServer } from './name-server.ts'
import { personAtWork } from './person.ts'
import type { RunDirectory } from './run-directory.ts'
import { identifyProcess, untilGone } from './sandbox/process-identity.ts'
import type { ProcessIdentity } from './sandbox/process-identity.ts'
import { createSandbox } from './sandbox/sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { sshPaths } from './services/ssh-access.ts'
import { startServices } from './services/start-services.ts'
import { buildTopology } from './topology.ts'
import { requireTun, startTunnel } from './tunnel.ts'
import { tunnelConfigs } from './tunnel-configs.ts'

/** Longer than a lab takes to come up on a slow machine. */
const OTHERS_MAY_TAKE_MS = 40_000
const ASK_EVERY_MS = 20

export type BroughtUp =
  | { outcome: 'already-up'; lab: Lab }
  | {
      /** `replaced`: what was left of one whose parts had been killed is gone. */
      outcome: 'started' | 'replaced'
      lab: Lab
      programs: LabPrograms
    }

/** Tunnels or helpers of the hosts, and, with helpers, the router's name server. */
export type LabPrograms = Readonly<Record<LabHost, ChildProcess> & { r?: ChildProcess }>

/**
 * @param stays whether this process stays with the lab, which then ends with it
 * @throws LabError
 */
export async function bringUp(
  directory: RunDirectory,
  plan: LabPlan,
  stays: boolean,
): Promise<BroughtUp> {
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
        if (lab.isWhole()) {
          const { owner } = found.record
          if (owner !== undefined && owner !== personAtWork()) {
            throw new LabError({ code: 'lab-of-other', name: directory.name, owner })
          }
          if (!isDeepStrictEqual(lab.plan, plan)) throw otherMode(directory.name, lab.plan)
          return { outcome: 'already-up', lab }
        }
        await lab.takeDown()
        replaced = true
        break
      }
      default:
        return found satisfies never
    }
  }
  const started = await start(directory, plan, stays ? self : undefined)
  return { outcome: replaced ? 'replaced' : 'started', ...started }
}

function otherMode(name: string, plan: LabPlan): LabError {
  const is =
    plan.mode === 'static' ? 'with handed-out keys' : `with the name server "${plan.nameServer}"`
  return new LabError({ code: 'other-mode', name, is })
}

async function start(
  directory: RunDirectory,
  plan: LabPlan,
  foreground: ProcessIdentity | undefined,
) {
  let sandbox: Sandbox | undefined
  try {
    requireTun()
    sandbox = await createSandbox({ name: directory.name, removeAfterwards: directory.path })
    await buildTopology(sandbox, plan.mode, sshPaths(directory))
    const [programs, services] = await Promise.all([
      startPrograms(sandbox, directory, plan),
      startServices(sandbox, directory, (machine) => sessionEnvironment(directory, plan, machine)),
    ])
    const record = {
      state: 'up' as const,
      owner: personAtWork(),
      foreground,
      sandbox: sandbox.handle,
      plan,
      programs: Object.fromEntries(
        Object.entries(programs).map(([machine, child]) => [machine, identityOf(child)]),
      ),
      services: services.map((service) =>
        service.state === 'failed' ? service : { ...service, process: identityOf(service.process) },
      ),
    }
    directory.write(record)
    if (foreground === undefined) {
      await sandbox.release()
      for (const program of Object.values(programs)) program.unref()
      for (const service of services) if (service.state === 'listening') service.process.unref()
    }
    return { lab: new Lab(directory, record, sandbox), programs }
  } catch (error) {
    await sandbox?.destroy()
    directory.remove()
    throw error
  }
}

async function startPrograms(
  sandbox: Sandbox,
  directory: RunDirectory,
  plan: LabPlan,
): Promise<LabPrograms> {
  switch (plan.mode) {
    case 'static':
      return startTunnels(sandbox, directory)
    case 'helpers':
      return startHelpers(sandbox, directory, plan)
    default:
      return plan satisfies never
  }
}

async function startTunnels(sandbox: Sandbox, directory: RunDirectory): Promise<LabPrograms> {
  const configs = tunnelConfigs(firstLan, (host) => directory.file(socketOf(host)))
  const startOn = (host: LabHost) =>
    startTunnel(sandbox, host, configs[host], directory.file(`${host}.log`))
  const [a, b] = await Promise.all([startOn('a'), startOn('b')])
  return { a, b }
}

async function startHelpers(
  sandbox: Sandbox,
  directory: RunDirectory,
  { nameServer, nameServerDelayMs }: Extract<LabPlan, { mode: 'helpers' }>,
): Promise<LabPrograms> {
  const r = await startNameServer(sandbox, directory, {
    kind: nameServer,
    delayMs: nameServerDelayMs ?? 0,
    records: firstRecords(),
  })
  const startOn = (host: LabHost) => startHelper(sandbox, directory, host)
  const [a, b] = await Promise.all([startOn('a'), startOn('b')])
  await Promise.all([awaitPublished(directory, 'a'), awaitPublished(directory, 'b')])
  await awaitName(sandbox, directory, 'a')
  await awaitName(sandbox, directory, 'b')
  return { a, b, r }
}

function identityOf(child: ChildProcess): ProcessIdentity {
  // A process that has just ended is as good as one that never was.
  return identifyProcess(child.pid ?? 0) ?? { pid: 0, startTicks: 0 }
}
