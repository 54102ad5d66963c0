// Which of this machine's addresses may carry VIP (PROTOCOL section 7): those of real interfaces that can carry packets
// now, best first by the metric of their default route. Pure.
import type { NetworkAddress, NetworkLink, NetworkRoute } from 'tun-tap/netlink'

export interface UsableAddress {
  address: string
  interface: string
  /** The first of its family. */
  preferred: boolean
}

export interface NetworkPicture {
  links: readonly NetworkLink[]
  addresses: readonly NetworkAddress[]
  routes: readonly NetworkRoute[]
}

/** As many as a payload carries. */
const maxAddresses = 8
/**
 * Left out by `*`: other tunnels, which would carry VIP within themselves, and what only leads to guests of this machine.
 * Named plainly in the configuration, each is used.
 */
const virtualKinds: ReadonlySet<string> = new Set([
  'tun',
  'wireguard',
  'bridge',
  'veth',
  'dummy',
  'ifb',
  'ipip',
  'sit',
  'gre',
  'ip6tnl',
  'vxlan',
  'geneve',
  'xfrm',
  'vti',
  'nlmon',
])
const mainTable = 254

/**
 * @param patterns names of interfaces, `*` standing for any characters: `["*"]`, `["wlan*", "eth0"]`
 * @param ownTun the TUN that VIP itself makes
 */
export function usableAddresses(
  { links, addresses, routes }: NetworkPicture,
  patterns: readonly string[],
  ownTun: string,
): UsableAddress[] {
  const usable = new Map(
    links
      .filter((link) => link.name !== ownTun && carries(link) && isAllowed(link, patterns))
      .map((link) => [link.index, link]),
  )
  const metricOf = (address: NetworkAddress) =>
    Math.min(
      ...routes
        .filter((route) => isDefault(route) && route.family === address.family)
        .filter((route) => route.interfaceIndex === address.interfaceIndex)
        .map(({ metric }) => metric),
    )
  const found = addresses
    .filter((address) => usable.has(address.interfaceIndex) && isUsable(address))
    .map((address) => ({ address, metric: metricOf(address) }))
    .toSorted((a, b) => byMerit(a, b))
    .map(({ address }) => address)
    .slice(0, maxAddresses)
  return found.map((address) => ({
    address: address.address,
    interface: usable.get(address.interfaceIndex)?.name ?? '',
    preferred: found.find(({ family }) => family === address.family) === address,
  }))
}

type Rated = { address: NetworkAddress; metric: number }

/** IPv4 before IPv6 on equal terms: more paths carry it whole. Privacy addresses first, as the kernel prefers them. */
function byMerit(a: Rated, b: Rated): number {
  if (a.metric !== b.metric) return a.metric < b.metric ? -1 : 1
  if (a.address.family !== b.address.family) return a.address.family - b.address.family
  return Number(b.address.temporary) - Number(a.address.temporary)
}

function carries({ up, running, loopback }: NetworkLink): boolean {
  return up && running && !loopback
}

function isAllowed({ name, linkKind }: NetworkLink, patterns: readonly string[]): boolean {
  const isVirtual = linkKind !== null && virtualKinds.has(linkKind)
  return patterns.some((pattern) => matches(name, pattern) && (pattern !== '*' || !isVirtual))
}

/** As many as configurations have had. */
const compiled = new Map<string, RegExp>()

function matches(name: string, pattern: string): boolean {
  const present = compiled.get(pattern)
  if (present !== undefined) return present.test(name)
  const plain = pattern.split('*').map((part) => part.replace(/[^\w]/g, String.raw`\$&`))
  const made = new RegExp(`^${plain.join('.*')}$`)
  compiled.set(pattern, made)
  return made.test(name)
}

function isUsable(address: NetworkAddress): boolean {
  const { scope, tentative, dadFailed, deprecated } = address
  return scope === 'global' && !tentative && !dadFailed && !deprecated
}

function isDefault(route: NetworkRoute): boolean {
  return route.prefixLength === 0 && route.type === 'unicast' && route.table === mainTable
}
