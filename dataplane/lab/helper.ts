// The built helper on one host of the lab: its configuration, its start, and what it tells over its
// control socket.
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../lib/error-message.ts'
import { ControlConnection } from '../client/control-connection.ts'
import { controlSocketName } from '../contract/control-protocol.ts'
import type { Change } from '../contract/control-protocol.ts'
import { helperNodeOptions, helperProgram } from '../contract/helper-program.ts'
import type { Peer, Status } from '../contract/model.ts'
import { fqdnOf, labZone, lanNames, nameServerAddress } from './address-plan.ts'
import type { LabHost } from './address-plan.ts'
import { builtProgram } from './built-programs.ts'
import { LabError } from './lab-error.ts'
import { updateKeyPath } from './update-key.ts'
import { zoneTtl } from './lab-zone.ts'
import { startProgram } from './lab-program.ts'
import type { RunDirectory } from './run-directory.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

export interface HelperPaths {
  configuration: string
  /** For `--run-dir` of every command that asks this helper. */
  run: string
  state: string
  log: string
}

export function helperPaths(directory: RunDirectory, host: LabHost): HelperPaths {
  const own = directory.file(host)
  return {
    configuration: join(own, 'vip.toml'),
    run: join(own, 'run'),
    state: join(own, 'state'),
    log: directory.file(`${host}.log`),
  }
}

/** The command line of a host's helper. @throws LabError `not-built` */
export function helperCommand({ configuration, run, state }: HelperPaths): string[] {
  return [
    ...[process.execPath, ...helperNodeOptions, builtProgram(helperProgram)],
    ...['--json', '--config', configuration, '--run-dir', run, '--state-dir', state],
  ]
}

/**
 * Programs of the lab ask the helper's resolver by the host's own /etc/resolv.conf, which the lab
 * wrote; and nobody sits there to be asked about keys.
 * @param keyPath of the key that may change the lab's zone; without one DNS is not updated
 */
export function helperConfiguration(host: LabHost, keyPath: string | undefined): string {
  const { v4, v6 } = nameServerAddress
  return `name = "${fqdnOf(host)}"

[network]
interfaces = ${JSON.stringify(lanNames)}

[ddns]
${keyPath === undefined ? 'provider = "none"' : updatesOf(keyPath)}

[resolver]
upstream = ["${v4}", "${v6}"]
integrate = "none"

[trust]
policy = "accept-new"
`
}

function updatesOf(keyPath: string): string {
  return `provider = "rfc2136"
server = "ns.${labZone}"
zone = "${labZone}"
key-file = "${keyPath}"
ttl = ${zoneTtl}`
}

/**
 * Resolves when the helper answers names and packets can flow. What it says is added to its log.
 * @throws LabError `helper-failed`, `not-built`
 */
export async function startHelper(
  sandbox: Sandbox,
  directory: RunDirectory,
  host: LabHost,
): Promise<ChildProcess> {
  const paths = helperPaths(directory, host)
  mkdirSync(directory.file(host), { mode: 0o700, recursive: true })
  writeFileSync(paths.configuration, helperConfiguration(host, updateKeyPath(directory)), {
    mode: 0o600,
  })
  const started = await startProgram(sandbox, {
    machine: host,
    argv: helperCommand(paths),
    logPath: paths.log,
    isReady: (line) => line.startsWith('{"ready":true'),
  })
  if (started.outcome === 'ready') return started.process
  throw new LabError({ code: 'helper-failed', host, detail: started.detail })
}

export interface HelperFacts {
  status: Status
  peers: Peer[]
}

/** @throws LabError `no-answer` */
export async function readHelper(runDirectory: string): Promise<HelperFacts> {
  let connection: ControlConnection | undefined
  try {
    connection = await ControlConnection.connect(runDirectory)
    return factsIn(await connection.facts('status', 'peers'))
  } catch (error) {
    const detail = messageOf(error)
    const socket = join(runDirectory, controlSocketName)
    throw new LabError({ code: 'no-answer', socket, detail }, { cause: error })
  } finally {
    connection?.close()
  }
}

function factsIn(changes: readonly Change[]): HelperFacts {
  let status: Status | undefined
  const peers: Peer[] = []
  for (const change of changes) {
    if (change.collection === 'status') status = change.value
    if (change.collection === 'peers' && change.value !== null) peers.push(change.value)
  }
  if (status === undefined) throw new Error('it says nothing of itself')
  return { status, peers }
}
