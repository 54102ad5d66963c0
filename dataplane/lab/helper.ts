// The built helper on one host of the lab: its configuration, its start, and what it tells over its
// control socket.
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import {
  controlSocketName,
  helperFrameSchema,
  protocolVersion,
} from '../contract/control-protocol.ts'
import type { ClientFrame } from '../contract/control-protocol.ts'
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
server = "${nameServerAddress.v4}"
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
  mkdirSync(directory.file(host), { mode: 0o700 })
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

/** What is asked here is answered within milliseconds; a machine that is busy may take longer. */
const ANSWER_WITHIN_MS = 5000

/** @throws LabError `no-answer` */
export async function readHelper(runDirectory: string): Promise<HelperFacts> {
  const path = join(runDirectory, controlSocketName)
  const socket = connect(path)
  socket.setTimeout(ANSWER_WITHIN_MS, () => {
    socket.destroy(new Error(`it took longer than ${ANSWER_WITHIN_MS / 1000} s`))
  })
  try {
    const wish: ClientFrame = { kind: 'watch', collections: ['status', 'peers'] }
    socket.write(`${JSON.stringify(wish)}\n`)
    return await readSnapshot(socket)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new LabError({ code: 'no-answer', socket: path, detail }, { cause: error })
  } finally {
    socket.destroy()
  }
}

async function readSnapshot(socket: Socket): Promise<HelperFacts> {
  let status: Status | undefined
  const peers: Peer[] = []
  for await (const line of createInterface({ input: socket })) {
    const frame = v.parse(helperFrameSchema, JSON.parse(line))
    if (frame.kind === 'hello' && frame.protocol !== protocolVersion) {
      throw new Error(`it speaks version ${frame.protocol} of the protocol`)
    }
    if (frame.kind === 'error') throw new Error(frame.message)
    if (frame.kind !== 'snapshot') continue
    for (const change of frame.changes) {
      if (change.collection === 'status') status = change.value
      if (change.collection === 'peers' && change.value !== null) peers.push(change.value)
    }
    if (frame.isLast && status !== undefined) return { status, peers }
  }
  throw new Error('the connection was closed')
}
