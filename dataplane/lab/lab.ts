// A lab that is up: run commands in it, move its hosts, look at it, take it down. Every command of
// `vip lab` is a process of its own and finds the lab by its run directory.
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import type { LabHostStatus, LabStatus } from '../contract/lab-status.ts'
import { endpointsOf, fqdnOf, labHosts, otherHost, vipOf } from './address-plan.ts'
import type { LabHost, LabMachine, LanName } from './address-plan.ts'
import { emulatedLinks } from './emulated-link.ts'
import { LabError } from './lab-error.ts'
import type { RunDirectory, RunningLab } from './run-directory.ts'
import { isRunning, signalProcess, untilGone } from './sandbox/process-identity.ts'
import { attachSandbox } from './sandbox/sandbox.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { moveHost, placeOf } from './topology.ts'
import type { MoveKind } from './topology.ts'
import { tellEndpoints, tunnelStatus } from './tunnel.ts'

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

  /** False when a part of it was killed. */
  isWhole(): boolean {
    return this.sandbox.isAlive && Object.values(this.#record.tunnels).every(isRunning)
  }

  /** See `Sandbox.spawn`. */
  spawn(machine: LabMachine, argv: readonly string[], options: SpawnOptions): ChildProcess {
    return this.sandbox.spawn(machine, argv, options)
  }

  /**
   * Moves a host and then plays the oracle: until hosts find each other by themselves, the lab
   * tells both tunnels where the other one is.
   */
  async move(host: LabHost, lan: LanName, kind: MoveKind): Promise<Told[]> {
    await moveHost(this.sandbox, host, lan, kind)
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
      Promise.all(labHosts.map((host) => this.#hostStatus(host))),
      emulatedLinks(this.directory),
    ])
    return {
      name: this.directory.name,
      state: 'up',
      rootless: this.sandbox.handle.rootless,
      foreground: this.#record.foreground !== undefined,
      runDirectory: this.directory.path,
      keeperPid: this.sandbox.handle.keeper.pid,
      hosts,
      links,
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

  async #hostStatus(host: LabHost): Promise<LabHostStatus> {
    const [lan, addresses, tunnel] = await Promise.all([
      placeOf(this.sandbox, host),
      this.#addressesOf(host),
      this.#tunnelOf(host),
    ])
    const { v4: vip, v6: vip6 } = vipOf(host)
    return { host, fqdn: fqdnOf(host), vip, vip6, lan: lan ?? null, addresses, tunnel }
  }

  async #tunnelOf(host: LabHost): Promise<LabHostStatus['tunnel']> {
    try {
      return {
        state: 'running',
        ...(await tunnelStatus(this.directory.file(socketOf(host)))),
      }
    } catch (error) {
      const process = this.#record.tunnels[host]
      const hasEnded = process === undefined || !isRunning(process)
      return { state: 'failed', reason: hasEnded ? 'its process has ended' : String(error) }
    }
  }

  async #addressesOf(host: LabHost): Promise<LabHostStatus['addresses']> {
    const argv = ['ip', '-json', 'addr', 'show', 'up', 'scope', 'global']
    const { stdout } = await this.sandbox.run(host, argv)
    type Link = { ifname?: string; addr_info?: { local?: string }[] }
    return (JSON.parse(stdout || '[]') as Link[]).flatMap(({ ifname, addr_info: info }) =>
      (info ?? []).flatMap(({ local }) =>
        ifname && local ? [{ interface: ifname, address: local }] : [],
      ),
    )
  }
}
