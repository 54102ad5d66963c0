// A lab that is up: run commands in it, move its hosts, look at it, take it down. Every command of
// `vip lab` is a process of its own and finds the lab by its run directory.
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import type { LabPlan, LabStatus, ServiceStatus } from '../contract/lab-status.ts'
import {
  addressOf,
  endpointsOf,
  fqdnOf,
  labHosts,
  legacyFqdn,
  nameServerAddress,
  otherHost,
} from './address-plan.ts'
import type { AddressPair, LabHost, LabMachine, LanName } from './address-plan.ts'
import { emulatedLinks } from './emulated-link.ts'
import { helperPaths } from './helper.ts'
import { readHost } from './host-status.ts'
import type { HostProgram } from './host-status.ts'
import { LabError } from './lab-error.ts'
import type { RunDirectory, RunningLab } from './run-directory.ts'
import { isRunning, signalProcess, untilGone } from './sandbox/process-identity.ts'
import { attachSandbox } from './sandbox/sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { moveHost, placeOf } from './topology.ts'
import type { Families, MoveKind } from './topology.ts'
import { tellEndpoints } from './tunnel.ts'

/** A foreground process ends its lab in order within this, unless it is stopped. */
const ORDERLY_END_WITHIN_MS = 3000

export interface Told {
  /** The host whose tunnel was told. */
  host: LabHost
  peer: string
  endpoints: string[]
}

/** The socket of a host's tunnel, in the run directory. */
export function socketOf(host: LabHost): string {
  return `${host}.sock`
}

/** What commands on a machine find set, besides what they bring. */
export function sessionEnvironment(
  directory: RunDirectory,
  plan: LabPlan,
  machine: LabMachine,
): Record<string, string> {
  const host = labHosts.find((name) => name === machine)
  if (host === undefined || plan.mode === 'static') return {}
  return { VIP_RUN_DIR: helperPaths(directory, host).run }
}

/** @throws LabError `lab-down` */
export function openLab(directory: RunDirectory): Lab {
  const found = directory.read()
  if (found.kind !== 'up') throw new LabError({ code: 'lab-down', name: directory.name })
  return new Lab(directory, found.record)
}

export class Lab {
  readonly directory: RunDirectory
  readonly sandbox: Sandbox
  readonly #record: RunningLab

  /** @param sandbox when this process has made it */
  constructor(directory: RunDirectory, record: RunningLab, sandbox?: Sandbox) {
    this.directory = directory
    this.#record = record
    this.sandbox = sandbox ?? attachSandbox(record.sandbox)
  }

  get plan(): LabPlan {
    return this.#record.plan
  }

  /** What else listens on its hosts, or should. */
  get services(): ServiceStatus[] {
    return this.#record.services.map(serviceStatus)
  }

  /** False when a part of it was killed. */
  isWhole(): boolean {
    return this.sandbox.isAlive && Object.values(this.#record.programs).every(isRunning)
  }

  /** See `Sandbox.spawn`. Commands that ask the helper, as `vip status`, find that of their host. */
  spawn(machine: LabMachine, argv: readonly string[], options: SpawnOptions): ChildProcess {
    const own = sessionEnvironment(this.directory, this.plan, machine)
    const env = { ...(options.env ?? process.env), ...own }
    return this.sandbox.spawn(machine, argv, { ...options, env })
  }

  /**
   * Moves a host. With handed-out keys it then plays the oracle, and tells both tunnels where the other one is; helpers
   * find out by themselves.
   */
  async move(host: LabHost, lan: LanName, kind: MoveKind, families?: Families): Promise<Told[]> {
    await moveHost(this.sandbox, host, lan, kind, families)
    return this.plan.mode === 'static' ? this.#tellTunnels(host, lan) : []
  }

  async #tellTunnels(host: LabHost, lan: LanName): Promise<Told[]> {
    const other = otherHost(host)
    const aboutHost = await this.#tell(other, host, lan)
    for (;;) {
      // The other may be on the move at the same time, by a process that tells of it when it is
      // done. If it told before we did, ours was the older news.
      const otherLan = await placeOf(this.sandbox, other)
      if (otherLan === undefined) return [aboutHost]
      const aboutOther = await this.#tell(host, other, otherLan)
      if ((await placeOf(this.sandbox, other)) === otherLan) return [aboutHost, aboutOther]
    }
  }

  async status(): Promise<LabStatus> {
    const [hosts, links] = await Promise.all([
      Promise.all(
        labHosts.map((host) =>
          readHost(this.sandbox, host, this.#programOf(host), () => this.#hasEnded(host)),
        ),
      ),
      emulatedLinks(this.directory),
    ])
    return {
      name: this.directory.name,
      state: 'up',
      mode: this.plan.mode,
      nameServer: this.#nameServer(),
      legacy: { host: 'c', fqdn: legacyFqdn, addresses: textsOf(addressOf('c', 'lan2')) },
      rootless: this.sandbox.handle.rootless,
      foreground: this.#record.foreground !== undefined,
      runDirectory: this.directory.path,
      keeperPid: this.sandbox.handle.keeper.pid,
      hosts,
      links,
      services: this.services,
    }
  }

  /** Ends everything of the lab, and with it the process that stays with it, if there is one. */
  async takeDown(): Promise<void> {
    const { foreground } = this.#record
    if (foreground && foreground.pid !== process.pid && signalProcess(foreground, 'SIGTERM')) {
      const tooLong = AbortSignal.timeout(ORDERLY_END_WITHIN_MS)
      await untilGone([foreground], tooLong).catch(() => {})
    }
    await this.sandbox.destroy()
    // The warden does this, unless it was killed.
    this.directory.removeStale()
  }

  async #tell(host: LabHost, peer: LabHost, peerLan: LanName): Promise<Told> {
    const told = { host, peer: fqdnOf(peer), endpoints: endpointsOf(peer, peerLan) }
    await tellEndpoints(this.directory.file(socketOf(host)), told.peer, told.endpoints)
    return told
  }

  #nameServer(): Extract<LabStatus, { state: 'up' }>['nameServer'] {
    if (this.plan.mode === 'static') return null
    const state = this.#hasEnded('r') ? 'failed' : 'running'
    return { kind: this.plan.nameServer, state, addresses: textsOf(nameServerAddress) }
  }

  #programOf(host: LabHost): HostProgram {
    return this.plan.mode === 'static'
      ? { socket: this.directory.file(socketOf(host)) }
      : { runDirectory: helperPaths(this.directory, host).run }
  }

  #hasEnded(machine: LabMachine): boolean {
    const program = this.#record.programs[machine]
    return program === undefined || !isRunning(program)
  }
}

function serviceStatus(service: RunningLab['services'][number]): ServiceStatus {
  const { host, program, port } = service
  if (service.state === 'failed') return service
  return isRunning(service.process)
    ? { host, program, port, state: 'listening' }
    : { host, program, port, state: 'failed', reason: 'Its process has ended.' }
}

function textsOf({ v4, v6 }: AddressPair): string[] {
  return [v4, v6]
}
