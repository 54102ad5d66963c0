// Files of the machine that have other contents in the lab, so that names are looked up in the lab
// and nowhere else.
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

const NSSWITCH = '/etc/nsswitch.conf'

/** By absolute path. */
export function hostFiles(machine: LabMachine, mode: LabMode): Record<string, string> {
  return {
    '/etc/hosts': hostsFile(mode),
    '/etc/resolv.conf': resolverFile(machine, mode),
    ...(existsSync(NSSWITCH) && { [NSSWITCH]: nameSwitchFile(readFileSync(NSSWITCH, 'utf8')) }),
  }
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
