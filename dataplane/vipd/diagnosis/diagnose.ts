// `vip doctor`: what this host needs, each looked at once, with what would help.
import { join } from 'node:path'
import type { Diagnosis } from '../../contract/calls.ts'
import type { Status } from '../../contract/model.ts'
import type { Discovery } from '../../naming/ports.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { clockCheck } from './clock-check.ts'
import { leftoverCheck } from './leftover-check.ts'
import type { Machine } from './machine.ts'
import { addressCheck, nameChecks } from './name-checks.ts'
import { permissionChecks } from './permission-checks.ts'
import { natCheck, portChecks } from './port-checks.ts'
import type { Observation } from './port-checks.ts'
import { resolverCheck } from './resolver-check.ts'

export interface DiagnosisSources {
  status: Status
  ownName: DnsName
  /** Asks a server of the zone itself. */
  discover: (name: DnsName) => Promise<Discovery | undefined>
  machine: Machine
  /** Milliseconds since 1970. */
  nowMs: number
  runDirectory: string
  stateDirectory: string
  observations: readonly Observation[]
  /** Some peer's authentic packet has come. */
  hasHeardPeers: boolean
  /** Sentences on what an earlier helper left. */
  notUndone: readonly string[]
}

export async function diagnose(sources: DiagnosisSources): Promise<Diagnosis> {
  const { status, machine, runDirectory, stateDirectory } = sources
  const hostKey = join(stateDirectory, 'host_key')
  const knownHosts = join(stateDirectory, 'known_hosts')
  const found = await sources.discover(sources.ownName)
  const checks = [
    addressCheck(status),
    ...nameChecks(status, found),
    resolverCheck(status, machine),
    ...portChecks(status, machine, sources.hasHeardPeers),
    natCheck(status, sources.observations),
    clockCheck(status, machine, hostKey, sources.nowMs),
    ...permissionChecks(machine, { hostKey, knownHosts, runDirectory }),
    leftoverCheck(machine, [runDirectory, stateDirectory], sources.notUndone),
    ...status.health,
  ]
  return { checks: checks.filter((check) => check !== undefined) }
}
