// The name server on the lab's router: ours, BIND 9 or Knot DNS, each with the same zones and the
// same key; and updates of its zones by RFC 2136.
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { NameServerKind } from '../contract/lab-status.ts'
import { builtProgram } from './built-programs.ts'
import { LabError } from './lab-error.ts'
import { lastWords, spawnSilentProgram, startProgram } from './lab-program.ts'
import { labZones, updateScript, zoneFile } from './lab-zone.ts'
import type { ZoneChange } from './lab-zone.ts'
import { bindConfiguration, knotConfiguration, vipArguments } from './name-server-settings.ts'
import type { RunDirectory } from './run-directory.ts'
import { keyFile, newUpdateKey, updateKeyPath } from './update-key.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

/** BIND and Knot say nothing that could be waited for: they are asked until they answer. */
const ANSWERS_WITHIN_MS = 10_000
const ASK_EVERY_MS = 50

export function nameServerLog(directory: RunDirectory): string {
  return directory.file('nameserver.log')
}

export interface NameServerStart {
  kind: NameServerKind
  /** Of its answers; by ours only. */
  delayMs: number
  /** The first ones. */
  records: readonly ZoneChange[]
}

/**
 * Resolves when the zones are served with these first records.
 * @throws LabError `name-server-failed`, `program-missing`, `not-built`, `update-failed`
 */
export async function startNameServer(
  sandbox: Sandbox,
  directory: RunDirectory,
  { kind, delayMs, records }: NameServerStart,
): Promise<ChildProcess> {
  const log = nameServerLog(directory)
  const keyPath = updateKeyPath(directory)
  const key = newUpdateKey()
  writeFileSync(keyPath, keyFile(key), { mode: 0o600 })
  const folder = directory.file('nameserver')
  const prepare = (name: string, configuration: string): string => {
    mkdirSync(folder, { mode: 0o700 })
    for (const zone of labZones) writeFileSync(`${folder}/${zone}.zone`, zoneFile(zone))
    writeFileSync(`${folder}/${name}`, configuration, { mode: 0o600 })
    return `${folder}/${name}`
  }
  switch (kind) {
    case 'vip': {
      const program = [process.execPath, '--enable-source-maps', builtProgram('vip.mjs')]
      const started = await startProgram(sandbox, {
        machine: 'r',
        argv: [...program, ...vipArguments(keyPath, delayMs)],
        logPath: log,
        isReady: (line) => line.startsWith('{"ready":true'),
      })
      if (started.outcome === 'ended') {
        throw new LabError({ code: 'name-server-failed', kind, detail: started.detail })
      }
      await updateZones(sandbox, directory, records)
      return started.process
    }
    case 'bind': {
      const path = prepare('named.conf', bindConfiguration(folder, keyPath, key))
      const argv = ['named', '-g', '-n', '1', '-c', path]
      return startSilent({ sandbox, directory, kind, argv, records })
    }
    case 'knot': {
      const path = prepare('knot.conf', knotConfiguration(folder, key))
      return startSilent({ sandbox, directory, kind, argv: ['knotd', '-c', path], records })
    }
    default:
      return kind satisfies never
  }
}

/** @throws LabError `update-failed`, `program-missing` */
export async function updateZones(
  sandbox: Sandbox,
  directory: RunDirectory,
  changes: readonly ZoneChange[],
): Promise<void> {
  const key = updateKeyPath(directory)
  // By TCP, which is refused at once where nobody listens.
  const { status, stderr } = await sandbox.run('r', ['nsupdate', '-v', '-k', key], {
    input: updateScript(changes),
  })
  if (status === 0) return
  if (status === COMMAND_NOT_FOUND) {
    throw new LabError({ code: 'program-missing', program: 'nsupdate' })
  }
  const detail = stderr.trim().replaceAll('\n', '; ') || `status ${status}`
  throw new LabError({ code: 'update-failed', detail })
}

/** What unshare(1) and shells say of a program that is not there. */
const COMMAND_NOT_FOUND = 127

interface SilentStart {
  sandbox: Sandbox
  directory: RunDirectory
  kind: NameServerKind
  argv: string[]
  records: readonly ZoneChange[]
}

/** The first update that it takes shows that it serves. */
async function startSilent(start: SilentStart): Promise<ChildProcess> {
  const { sandbox, directory, kind, argv, records } = start
  const logPath = nameServerLog(directory)
  const child = spawnSilentProgram(sandbox, { machine: 'r', argv, logPath })
  const deadline = performance.now() + ANSWERS_WITHIN_MS
  for (;;) {
    try {
      await updateZones(sandbox, directory, records)
      return child
    } catch (error) {
      const isEarly = error instanceof LabError && error.problem.code === 'update-failed'
      if (!isEarly) throw error
      if (child.exitCode === COMMAND_NOT_FOUND) {
        throw new LabError({ code: 'program-missing', program: argv[0]! }, { cause: error })
      }
      if (child.exitCode !== null || performance.now() > deadline) {
        const detail = lastWords(logPath)
        throw new LabError({ code: 'name-server-failed', kind, detail }, { cause: error })
      }
    }
    await delay(ASK_EVERY_MS)
  }
}
