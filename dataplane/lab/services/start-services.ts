// Starts what listens on the lab's hosts, where it is installed. What cannot be started is told, and
// keeps no lab from coming up.
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../lib/error-message.ts'
import { installedProgram } from '../installed-program.ts'
import { LabError } from '../lab-error.ts'
import { lastWords, spawnSilentProgram } from '../lab-program.ts'
import type { RunDirectory } from '../run-directory.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { listeningPorts } from './listening-ports.ts'
import { serviceMachines } from './service.ts'
import type { Service, ServiceMachine, ServicePlace } from './service.ts'
import { loginName, makeSshKeys, sshPaths } from './ssh-access.ts'
import { sshServer } from './ssh-server.ts'
import { throughputServer } from './throughput-server.ts'
import { webServer } from './web-server.ts'

/** Many times what any of them takes on a busy machine. */
const LISTENS_WITHIN_MS = 10_000
const ASK_EVERY_MS = 10

export type StartedService = { host: ServiceMachine; program: string; port: number } & (
  | { state: 'listening'; process: ChildProcess }
  /** `reason` is a sentence for people. */
  | { state: 'failed'; reason: string }
)

/** @param environmentOf what a login session finds set on a host */
export async function startServices(
  sandbox: Sandbox,
  directory: RunDirectory,
  environmentOf: (machine: ServiceMachine) => Readonly<Record<string, string>>,
): Promise<StartedService[]> {
  const noKeys = await whyNoSshKeys(directory)
  const on = (machine: ServiceMachine) => {
    const { rootless } = sandbox.handle
    const place = { directory, machine, rootless, environment: environmentOf(machine) }
    return [
      startOne(sandbox, place, sshServer, noKeys),
      startOne(sandbox, place, webServer),
      startOne(sandbox, place, throughputServer),
    ]
  }
  return Promise.all(serviceMachines.flatMap(on))
}

/** A sentence, or undefined when there are keys. */
async function whyNoSshKeys(directory: RunDirectory): Promise<string | undefined> {
  if (loginName() === undefined) {
    return `The user with the number ${process.getuid?.()} has no name to log in by (/etc/passwd).`
  }
  try {
    await makeSshKeys(sshPaths(directory))
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

async function startOne(
  sandbox: Sandbox,
  place: ServicePlace,
  service: Service,
  hindrance?: string,
): Promise<StartedService> {
  const { directory, machine } = place
  const { program, port } = service
  const found = { host: machine, program, port }
  const path = installedProgram(program)
  if (path === undefined) {
    const { message } = new LabError({ code: 'program-missing', program })
    return { ...found, state: 'failed', reason: message }
  }
  if (hindrance !== undefined) return { ...found, state: 'failed', reason: hindrance }
  const argv = [...asCaller(sandbox), ...service.prepare(place, path)]
  const logPath = directory.file(`${program}-${machine}.log`)
  const child = spawnSilentProgram(sandbox, { machine, argv, logPath })
  if (await listens(sandbox, machine, port, child)) {
    return { ...found, state: 'listening', process: child }
  }
  child.kill('SIGKILL')
  return { ...found, state: 'failed', reason: `It did not start: ${lastWords(logPath)}.` }
}

/**
 * Who is no root is one in the lab, where no other user exists that a server could become. So servers
 * run as the caller, whom they can stay.
 */
function asCaller({ handle }: Sandbox): string[] {
  if (!handle.rootless) return []
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  return ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--']
}

/** False when it ended, or took too long. */
async function listens(
  sandbox: Sandbox,
  machine: ServiceMachine,
  port: number,
  child: ChildProcess,
): Promise<boolean> {
  const deadline = performance.now() + LISTENS_WITHIN_MS
  while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
    if (listeningPorts(sandbox.readProcessFile(machine, 'net/tcp6')).has(port)) return true
    if (listeningPorts(sandbox.readProcessFile(machine, 'net/tcp')).has(port)) return true
    await delay(ASK_EVERY_MS)
  }
  return false
}
