// Who logs in where in the lab: whoever brought it up, on each of its hosts, by a key that the lab
// makes. Client and servers find what they need in the lab's run directory, so that a plain
// `ssh b.vipip.net` asks nothing, and nothing of it reaches the person's own ~/.ssh.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { addressOf, fqdnOf, labHosts, lansOf, legacyFqdn } from '../address-plan.ts'
import type { LabMachine } from '../address-plan.ts'
import { installedProgram } from '../installed-program.ts'
import { LabError } from '../lab-error.ts'
import type { RunDirectory } from '../run-directory.ts'
import { serviceMachines } from './service.ts'
import type { ServiceMachine } from './service.ts'

export interface SshPaths {
  folder: string
  /** Private key of the person; the public one, beside it, is all that servers let in. */
  userKey: string
  knownHosts: string
  hostKey: (machine: ServiceMachine) => string
}

export function sshPaths(directory: RunDirectory): SshPaths {
  const folder = directory.file('ssh')
  return {
    folder,
    userKey: join(folder, 'user'),
    knownHosts: join(folder, 'known_hosts'),
    hostKey: (machine) => join(folder, `host-${machine}`),
  }
}

/** The name to log in by: that of whoever calls, as which the servers run. Undefined without one. */
export function loginName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    // A number without an entry in /etc/passwd, as containers may have it.
    return undefined
  }
}

/**
 * ssh_config(5), for all hosts of the lab. The agent and its many keys are left out, since a server
 * ends the connection after a few that do not fit.
 */
export function sshClientConfig({ userKey, knownHosts }: SshPaths): string {
  const login = loginName()
  return [
    'Host *',
    ...(login === undefined ? [] : [`User ${login}`]),
    `IdentityFile ${userKey}`,
    ...['IdentitiesOnly yes', 'IdentityAgent none', 'PreferredAuthentications publickey'],
    `GlobalKnownHostsFile ${knownHosts}`,
    ...['UserKnownHostsFile /dev/null', 'StrictHostKeyChecking yes', 'UpdateHostKeys no'],
    '',
  ].join('\n')
}

/**
 * Makes the keys of the person and of the hosts. Takes some 20 ms.
 * @throws LabError `program-missing`
 */
export async function makeSshKeys(paths: SshPaths): Promise<void> {
  const program = installedProgram('ssh-keygen')
  if (program === undefined) {
    throw new LabError({ code: 'program-missing', program: 'ssh-keygen' })
  }
  mkdirSync(paths.folder, { mode: 0o700 })
  const files = [paths.userKey, ...serviceMachines.map(paths.hostKey)]
  await Promise.all(files.map(async (file) => makeKey(program, file)))
  const keys = new Map(
    serviceMachines.map((machine) => [machine, publicKey(paths.hostKey(machine))]),
  )
  writeFileSync(paths.knownHosts, knownHostsText(keys))
}

async function makeKey(program: string, path: string): Promise<void> {
  const words = ['-q', '-t', 'ed25519', '-N', '', '-C', 'the lab', '-f', path]
  await promisify(execFile)(program, words)
}

/** Algorithm and key, without the comment. */
function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
}

/** Whoever types a VIP instead of a name gets to one of the hosts, and which it is, is not known here. */
const vipPatterns = '24?.*,25?.*,fd56:4950:*'

/** known_hosts, in the form of sshd(8). */
export function knownHostsText(keys: ReadonlyMap<ServiceMachine, string>): string {
  return [...keys]
    .flatMap(([machine, key]) => [
      `${namesOf(machine).join(',')} ${key}\n`,
      `${vipPatterns} ${key}\n`,
    ])
    .join('')
}

function namesOf(machine: LabMachine): string[] {
  const host = labHosts.find((name) => name === machine)
  const places = lansOf(machine).flatMap((lan) => {
    const { v4, v6 } = addressOf(machine, lan)
    return [`${machine}.${lan}.test`, v4, v6]
  })
  return [host === undefined ? legacyFqdn : fqdnOf(host), ...places]
}
