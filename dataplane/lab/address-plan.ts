// Who has which address in the lab: Figure 1 of the paper, two hosts with a card for each of two
// LANs and a router between them, which is the name server too; and a host that knows nothing of
// VIP. All from the ranges that RFC 5737 and RFC 3849 reserve for documentation, so that nothing
// here can be mistaken for a real network.

export type LabHost = 'a' | 'b'
export type LanName = 'lan1' | 'lan2'
/** Whatever a command can be run on: hosts with VIP, the legacy host `c`, the router `r`. */
export type LabMachine = LabHost | 'c' | 'r'

export const labHosts: readonly LabHost[] = ['a', 'b']
export const labMachines: readonly LabMachine[] = ['a', 'b', 'c', 'r']
export const lanNames: readonly LanName[] = ['lan1', 'lan2']

/** The LANs that a machine has a card for. The legacy host stays where it is. */
export function lansOf(machine: LabMachine): readonly LanName[] {
  return machine === 'c' ? ['lan2'] : lanNames
}

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

const numberOf: Readonly<Record<LabMachine, number>> = { r: 1, a: 10, b: 20, c: 30 }

/** What the name server answers on, whichever LAN one asks from; on the router's loopback. */
export const nameServerAddress: AddressPair = { v4: '192.0.2.53', v6: '2001:db8:53::53' }

/** Where a helper answers the programs of its host (PRODUCT, configuration). */
export const resolverAddress = '127.105.67.1'

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

/** The zone of all names in the lab (the paper's domain). */
export const labZone = 'vipip.net'

/** Host names as programs use them. */
export function fqdnOf(host: LabHost): string {
  return `${host}.${labZone}`
}

/** The name of the host without VIP. */
export const legacyFqdn = `legacy.${labZone}`

/**
 * With handed-out keys: the addresses that programs see instead of the physical ones; they never
 * change. Helpers agree on theirs.
 */
export function staticVipOf(host: LabHost): AddressPair {
  return host === 'a'
    ? { v4: '240.0.0.1', v6: 'fd56:4950::1' }
    : { v4: '240.0.0.2', v6: 'fd56:4950::2' }
}

/** Where the tunnel of a host that is on this LAN is reached, preferred first. */
export function endpointsOf(host: LabHost, lan: LanName): string[] {
  const { v4, v6 } = addressOf(host, lan)
  return [`${v4}:${tunnelPort}`, `[${v6}]:${tunnelPort}`]
}
