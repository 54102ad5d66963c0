// Who has which address in the lab: Figure 1 of the paper, two hosts with a card for each of two
// LANs and a router between them, which will be the name server too. All from the ranges that RFC
// 5737 and RFC 3849 reserve for documentation, so that nothing here can be mistaken for a real
// network.

export type LabHost = 'a' | 'b'
export type LanName = 'lan1' | 'lan2'
/** Whatever a command can be run on. */
export type LabMachine = LabHost | 'r'

export const labHosts: readonly LabHost[] = ['a', 'b']
export const labMachines: readonly LabMachine[] = ['a', 'b', 'r']
export const lanNames: readonly LanName[] = ['lan1', 'lan2']

/**
 * The LANs are bridges in a namespace of their own, which has no addresses: a switch, not a host.
 */
export const switchHost = 'switch'

/** UDP port of the tunnels (PRODUCT, configuration). */
export const tunnelPort = 10567

/**
 * Where each host is when the lab comes up: apart, so that the first packet already crosses the
 * router.
 */
export const firstLan: Readonly<Record<LabHost, LanName>> = { a: 'lan1', b: 'lan2' }

/** Addresses without prefix length. */
export interface AddressPair {
  v4: string
  v6: string
}

const networks: Readonly<Record<LanName, AddressPair>> = {
  lan1: { v4: '198.51.100.', v6: '2001:db8:1::' },
  lan2: { v4: '203.0.113.', v6: '2001:db8:2::' },
}

/** Prefix lengths of the LANs' networks. */
export const prefixLengths = { v4: 24, v6: 64 }

const numberOf: Readonly<Record<LabMachine, number>> = { r: 1, a: 10, b: 20 }

/** What the name server will answer on, whichever LAN one asks from; on the router's loopback. */
export const nameServerAddress: AddressPair = { v4: '192.0.2.53', v6: '2001:db8:53::53' }

/**
 * The last number is written alike in both families, as ::10 beside .10, so that people recognise a
 * host.
 */
export function addressOf(machine: LabMachine, lan: LanName): AddressPair {
  const { v4, v6 } = networks[lan]
  return { v4: `${v4}${numberOf[machine]}`, v6: `${v6}${numberOf[machine]}` }
}

/** The LAN that an IPv4 address is of, or undefined. */
export function lanOf(address: string): LanName | undefined {
  return lanNames.find((lan) => address.startsWith(networks[lan].v4))
}

export function otherHost(host: LabHost): LabHost {
  return host === 'a' ? 'b' : 'a'
}

/** Host names as programs use them (the paper's domain). */
export function fqdnOf(host: LabHost): string {
  return `${host}.vipip.net`
}

/** The addresses that programs see instead of the physical ones; they never change. */
export function vipOf(host: LabHost): AddressPair {
  return host === 'a'
    ? { v4: '240.0.0.1', v6: 'fd56:4950::1' }
    : { v4: '240.0.0.2', v6: 'fd56:4950::2' }
}

/** Where the tunnel of a host that is on this LAN is reached, preferred first. */
export function endpointsOf(host: LabHost, lan: LanName): string[] {
  const { v4, v6 } = addressOf(host, lan)
  return [`${v4}:${tunnelPort}`, `[${v6}]:${tunnelPort}`]
}

/**
 * /etc/hosts of every machine in the lab: VIP names now come from here, later from the name server;
 * and names for physical addresses, as a.lan1.test, which also spare `ping` a question to DNS.
 */
export function hostsFile(): string {
  const line = (address: string, ...names: string[]) => `${address}\t${names.join(' ')}\n`
  const both = ({ v4, v6 }: AddressPair, name: string) => line(v4, name) + line(v6, name)
  return [
    line('127.0.0.1', 'localhost'),
    line('::1', 'localhost', 'ip6-localhost'),
    ...labHosts.map((host) => both(vipOf(host), fqdnOf(host))),
    ...labMachines.flatMap((machine) =>
      lanNames.map((lan) => both(addressOf(machine, lan), `${machine}.${lan}.test`)),
    ),
  ].join('')
}

/**
 * /etc/resolv.conf of every machine. Nobody answers there yet, and says so at once: nothing waits
 * for it.
 */
export function resolverFile(): string {
  return `nameserver ${nameServerAddress.v4}\noptions timeout:1 attempts:1\n`
}
