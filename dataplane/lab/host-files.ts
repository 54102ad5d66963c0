// Files of the machine that have other contents in the lab, so that names are looked up in the lab
// and nowhere else, and ssh asks nothing.
import { existsSync, readFileSync } from 'node:fs'
import type { LabMode } from '../contract/lab-status.ts'
import {
  addressOf,
  fqdnOf,
  labHosts,
  labMachines,
  lansOf,
  nameServerAddress,
  resolverAddress,
  staticVipOf,
} from './address-plan.ts'
import type { AddressPair, LabMachine } from './address-plan.ts'
import { loginName, sshClientConfig } from './services/ssh-access.ts'
import type { SshPaths } from './services/ssh-access.ts'

const NSSWITCH = '/etc/nsswitch.conf'
const SSH_CLIENT = '/etc/ssh/ssh_config'
const SHADOW = '/etc/shadow'
const GROUP = '/etc/group'

/** By absolute path. @param rootless as in `SandboxHandle` */
export function hostFiles(
  machine: LabMachine,
  mode: LabMode,
  ssh: SshPaths,
  rootless: boolean,
): Record<string, string> {
  return {
    '/etc/hosts': hostsFile(mode),
    '/etc/resolv.conf': resolverFile(machine, mode),
    ...(existsSync(NSSWITCH) && { [NSSWITCH]: nameSwitchFile(readFileSync(NSSWITCH, 'utf8')) }),
    ...(existsSync(SSH_CLIENT) && { [SSH_CLIENT]: sshClientConfig(ssh) }),
    ...(existsSync(SHADOW) && { [SHADOW]: shadowFile() }),
    ...(rootless && existsSync(GROUP) && { [GROUP]: groupFile(readFileSync(GROUP, 'utf8')) }),
  }
}

/** What the kernel shows for a group that a user namespace does not have (user_namespaces(7)). */
const OVERFLOW_GID = 65534

/**
 * The machine's, but terminals are of the group that they seem to be of for a user who is not root:
 * sshd would try to give them another one, which that user may not.
 */
export function groupFile(machines: string): string {
  return machines.replace(/^tty:([^:]*):\d+:/m, `tty:$1:${OVERFLOW_GID}:`)
}

/**
 * shadow(5). Whoever is locked on the machine, as root is on Ubuntu, could not log in on the lab's
 * hosts. Here nobody has a password, and the one who may log in is not locked.
 */
export function shadowFile(login = loginName()): string {
  return login === undefined ? '' : `${login}:*:::::::\n`
}

/**
 * Names for physical addresses, as a.lan1.test, which also spare `ping` a question to DNS. The names
 * of VIPs come from the helpers, or, where keys are handed out, from here.
 */
export function hostsFile(mode: LabMode): string {
  const line = (address: string, ...names: string[]) => `${address}\t${names.join(' ')}\n`
  const both = ({ v4, v6 }: AddressPair, name: string) => line(v4, name) + line(v6, name)
  return [
    line('127.0.0.1', 'localhost'),
    line('::1', 'localhost', 'ip6-localhost'),
    ...(mode === 'static' ? labHosts.map((host) => both(staticVipOf(host), fqdnOf(host))) : []),
    ...labMachines.flatMap((machine) =>
      lansOf(machine).map((lan) => both(addressOf(machine, lan), `${machine}.${lan}.test`)),
    ),
  ].join('')
}

/**
 * Hosts with a helper ask its resolver, all others the name server itself. With handed-out keys there
 * is no name server, and the router says so at once: nothing waits for it.
 */
export function resolverFile(machine: LabMachine, mode: LabMode): string {
  if (mode === 'static') {
    return `nameserver ${nameServerAddress.v4}\noptions timeout:1 attempts:1\n`
  }
  const hasHelper = labHosts.some((host) => host === machine)
  return `nameserver ${hasHelper ? resolverAddress : nameServerAddress.v4}\n`
}

/**
 * The machine's own, but host names come from files and DNS only: other sources, as systemd-resolved,
 * are asked over sockets that lead out of the lab.
 */
export function nameSwitchFile(machines: string): string {
  const others = machines.split('\n').filter((line) => line !== '' && !/^\s*hosts\s*:/.test(line))
  return [...others, 'hosts: files dns', ''].join('\n')
}
