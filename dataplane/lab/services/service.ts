// A server that the lab runs on its hosts so that there is something to connect to. It knows nothing
// of VIP.
import type { LabMachine } from '../address-plan.ts'
import type { RunDirectory } from '../run-directory.ts'

/** All but the router. */
export type ServiceMachine = Exclude<LabMachine, 'r'>
export const serviceMachines: readonly ServiceMachine[] = ['a', 'b', 'c']

export interface Service {
  /** By which people and packages know it. */
  program: 'sshd' | 'nginx' | 'iperf3'
  /** TCP. */
  port: number
  /**
   * Writes what it needs, and says what to run.
   * @param path of the program
   */
  prepare: (place: ServicePlace, path: string) => readonly string[]
}

export interface ServicePlace {
  directory: RunDirectory
  machine: ServiceMachine
  /** As in `SandboxHandle`: it does not run as root. */
  rootless: boolean
  /** Set in what it starts, besides its own environment. */
  environment: Readonly<Record<string, string>>
}
