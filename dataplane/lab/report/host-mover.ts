// Moves hosts by out/host-mover, and says when their new links could be used.
import type { LabHost } from '../address-plan.ts'
import { labHosts, switchHost } from '../address-plan.ts'
import { builtProgram } from '../built-programs.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { LineProgram } from './line-program.ts'
import { stepsOf } from './move-steps.ts'
import type { MovePlan } from './move-steps.ts'

export interface Moved {
  /** CLOCK_MONOTONIC in nanoseconds: when the last of those that moved had address and route. */
  usableNs: number
  /** When the first step was done. */
  begunNs: number
}

export class HostMover {
  readonly #program: LineProgram

  /** @throws LabError `not-built` */
  static async start(sandbox: Sandbox): Promise<HostMover> {
    const namespaces = [...labHosts, switchHost].map(
      (host) => `${host}=/proc/${sandbox.handle.hosts[host]}/ns/net`,
    )
    const argv = [builtProgram('host-mover'), ...namespaces]
    return new HostMover(await LineProgram.start(sandbox, switchHost, argv))
  }

  private constructor(program: LineProgram) {
    this.#program = program
  }

  /** Resolves when all steps are done. @throws when the kernel refuses one */
  async move(plan: MovePlan): Promise<Moved> {
    const { steps, usableAfter } = stepsOf(plan)
    const timesNs = (await this.#program.ask(...steps, 'run')).split(' ').map(Number)
    const usable = Object.keys(plan.to).map((host) => timesNs[usableAfter[host as LabHost] ?? -1])
    const usableNs = Math.max(...usable.map((time) => time ?? Number.NaN))
    return { usableNs, begunNs: timesNs[0] ?? Number.NaN }
  }

  stop(): void {
    this.#program.stop()
  }
}
