// The lab's network: builds Figure 1 of the paper in a sandbox, and moves a host from one LAN to
// the other.
//
//   a ── lan1 ──┐             ┌── lan1 ── b        a and b have a card in both LANs,
//   a ── lan2 ──┤   switch    ├── lan2 ── b        of which one is up at a time
//               │             └── lan2 ── c        a host without VIP, which stays
//               └── r (router, name server)
import { setTimeout as delay } from 'node:timers/promises'
import type { LabMode } from '../contract/lab-status.ts'
import {
  addressOf,
  firstLan,
  labHosts,
  labMachines,
  lanNames,
  lansOf,
  nameServerAddress,
  prefixLengths,
  switchHost,
} from './address-plan.ts'
import type { AddressPair, LabHost, LabMachine, LanName } from './address-plan.ts'
import { hostFiles } from './host-files.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { SshPaths } from './services/ssh-access.ts'

/** The switch's side of the cable from a machine's card. */
export function portOf(machine: LabMachine, lan: LanName): string {
  return `${machine}-${lan}`
}

/** Takes some 350 ms. @throws LabError */
export async function buildTopology(sandbox: Sandbox, mode: LabMode, ssh: SshPaths): Promise<void> {
  await sandbox.addHost(switchHost)
  for (const machine of labMachines) {
    const files = hostFiles(machine, mode, ssh, sandbox.handle.rootless)
    await sandbox.addHost(machine, { files, forwarding: machine === 'r' })
  }
  // A switch does not listen to what it forwards: no multicast snooping, which waits for a querier.
  await sandbox.ip(
    switchHost,
    lanNames.flatMap((lan) => [
      `link add name ${lan} type bridge mcast_snooping 0`,
      `link set ${lan} addrgenmode none`,
      `link set ${lan} up`,
    ]),
  )
  for (const machine of labMachines) {
    for (const lan of lansOf(machine)) {
      const port = { host: switchHost, interface: portOf(machine, lan) }
      await sandbox.link({ host: machine, interface: lan }, port)
    }
  }
  await sandbox.ip(
    switchHost,
    labMachines.flatMap((machine) =>
      lansOf(machine).map(
        (lan) => `link set ${portOf(machine, lan)} addrgenmode none master ${lan} up`,
      ),
    ),
  )
  const { v4, v6 } = nameServerAddress
  await sandbox.ip('r', [
    ...lanNames.flatMap((lan) => upCommands('r', lan)),
    `addr add ${v4}/32 dev lo`,
    `addr add ${v6}/128 dev lo`,
  ])
  for (const host of labHosts) {
    const lan = firstLan[host]
    await sandbox.ip(host, [...upCommands(host, lan), ...routeCommands(lan)])
  }
  await sandbox.ip(
    'c',
    lansOf('c').flatMap((lan) => [...upCommands('c', lan), ...routeCommands(lan)]),
  )
}

export type MoveKind = 'break-before-make' | 'make-before-break'

/** Of the addresses that a host gets where it moves to. */
export type Families = readonly (keyof AddressPair)[]
export const bothFamilies: Families = ['v4', 'v6']

/** How long both links are up in a make-before-break: a laptop that is plugged in keeps its Wi-Fi for longer. */
const OVERLAP_MS = 500

/** Many times what the kernel takes. */
const SWITCHED_WITHIN_MS = 3000

/** Of what ip-link(8) tells of a bridge's port. */
type SwitchPort = { linkinfo?: { info_slave_data?: { state?: string } } }

/**
 * Moves a host to a LAN. Break-before-make is a cable pulled and put in elsewhere: for a moment
 * there is no address at all. Make-before-break is Wi-Fi found before the cable is pulled.
 */
export async function moveHost(
  sandbox: Sandbox,
  host: LabHost,
  lan: LanName,
  kind: MoveKind,
  families = bothFamilies,
): Promise<void> {
  const left = lanNames
    .filter((name) => name !== lan)
    .flatMap((name) => [`link set ${name} down`, `addr flush dev ${name}`])
  await sandbox.ip(host, [...(kind === 'break-before-make' ? left : []), linkUp(lan)])
  await untilSwitched(sandbox, host, lan)
  await sandbox.ip(host, [...addressCommands(host, lan, families), ...routeCommands(lan, families)])
  if (kind === 'break-before-make') return
  await delay(OVERLAP_MS)
  await sandbox.ip(host, left)
}

/**
 * As a card that says that it has a link has one. The switch opens its port when the kernel gets to it, and drops what comes
 * before: the question for the router's hardware address, which is asked again a second later. A port that stays shut is
 * left to whoever finds that nothing passes.
 */
async function untilSwitched(sandbox: Sandbox, host: LabHost, lan: LanName): Promise<void> {
  const command = ['ip', '-json', '-detail', 'link', 'show', 'dev', portOf(host, lan)]
  const givenUpAt = Date.now() + SWITCHED_WITHIN_MS
  while (Date.now() < givenUpAt) {
    const { stdout } = await sandbox.run(switchHost, command)
    const [port] = JSON.parse(stdout || '[]') as SwitchPort[]
    if (port?.linkinfo?.info_slave_data?.state === 'forwarding') return
  }
}

/** The LAN whose card is up, or undefined in the middle of a move. */
export async function placeOf(sandbox: Sandbox, host: LabHost): Promise<LanName | undefined> {
  for (const family of ['-4', '-6']) {
    const { stdout } = await sandbox.run(host, ['ip', '-json', family, 'route', 'show', 'default'])
    const [route] = JSON.parse(stdout || '[]') as { dev?: string }[]
    const lan = lanNames.find((name) => name === route?.dev)
    if (lan !== undefined) return lan
  }
  return undefined
}

function upCommands(machine: LabMachine, lan: LanName): string[] {
  return [linkUp(lan), ...addressCommands(machine, lan)]
}

function linkUp(lan: LanName): string {
  return `link set ${lan} up`
}

/** "replace": moving to where one is already changes nothing. */
function addressCommands(machine: LabMachine, lan: LanName, families = bothFamilies): string[] {
  const { v4, v6 } = addressOf(machine, lan)
  const commands = {
    v4: `addr replace ${v4}/${prefixLengths.v4} dev ${lan}`,
    v6: `addr replace ${v6}/${prefixLengths.v6} dev ${lan} nodad`,
  }
  return families.map((family) => commands[family])
}

function routeCommands(lan: LanName, families = bothFamilies): string[] {
  const router = addressOf('r', lan)
  return families.map((family) => `route replace default via ${router[family]} dev ${lan}`)
}
