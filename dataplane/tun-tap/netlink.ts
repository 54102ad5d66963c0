// The links, addresses, routes and rules of this network namespace (rtnetlink(7)): read them, follow them, change
// them. The reducer that keeps a current picture from the events is `netlink-state.ts`.
import { getSystemErrorMessage, getSystemErrorName } from 'node:util'
import { deliverEach } from './deliver-events.ts'
import { loadAddon } from './load-addon.ts'

export type NetworkLink = {
  index: number
  name: string
  /** The driver's own name: `veth`, `bridge`, `tun`, `wireguard`; null for hardware and the loopback. */
  linkKind: string | null
  /** Switched on by the administrator. */
  up: boolean
  /** Up and able to carry packets. */
  running: boolean
  carrier: boolean
  loopback: boolean
  pointToPoint: boolean
  /** RFC 2863. TUN devices say `unknown` while they work. */
  operState: 'unknown' | 'notPresent' | 'down' | 'lowerLayerDown' | 'testing' | 'dormant' | 'up'
  /** Bytes of the largest IP packet. */
  mtu: number
}

export type NetworkScope = 'global' | 'site' | 'link' | 'host' | 'nowhere' | 'other'

export type NetworkAddress = {
  interfaceIndex: number
  family: 4 | 6
  address: string
  prefixLength: number
  /** The other end of a point-to-point link; `prefixLength` is its then. */
  peer: string | null
  scope: NetworkScope
  /** IPv6: duplicate address detection runs; not to be used yet (RFC 4862 section 5.4). */
  tentative: boolean
  /** Its preferred lifetime is over: not for new connections. */
  deprecated: boolean
  /** Somebody else on the link has it. */
  dadFailed: boolean
  /** IPv6: changes by itself for privacy (RFC 8981). */
  temporary: boolean
  /** Seconds when this was read; null does not end. */
  preferredLifetimeS: number | null
}

export type NetworkRoute = {
  family: 4 | 6
  /** The prefix's address; all zeros with `prefixLength` 0 for a default route. */
  destination: string
  prefixLength: number
  type:
    | 'unicast'
    | 'local'
    | 'broadcast'
    | 'anycast'
    | 'multicast'
    | 'blackhole'
    | 'unreachable'
    | 'prohibit'
    | 'throw'
    | 'nat'
    | 'other'
  scope: NetworkScope
  /** 254 is main, 255 local (rtnetlink(7), RT_TABLE_*). */
  table: number
  /** The least wins. */
  metric: number
  tos: number
  /** Who made it: 2 the kernel, 3 `ip route`, 4 an administrator, 9 router advertisements (RTPROT_*). */
  protocol: number
  /** Of the first next hop, as is `gateway`; null leads nowhere. */
  interfaceIndex: number | null
  /** May be of the other family (RFC 5549). */
  gateway: string | null
  /** The source address that packets get which have none. */
  source: string | null
  /** Bytes, where the route limits what the interface could carry. */
  mtu: number | null
  /** More than 1 for a multipath route, 0 where it leads nowhere. */
  nextHops: number
}

export type NetworkSnapshot = {
  links: NetworkLink[]
  addresses: NetworkAddress[]
  routes: NetworkRoute[]
  /** A table had more than 65,536 entries, and the rest was left away. */
  truncated: boolean
}

/** `atUs` is CLOCK_MONOTONIC in µs, as `process.hrtime`, when the kernel's message was read. */
export type NetworkEvent =
  | ({
      kind: 'snapshot'
      /** `unannounced`: after a change whose consequences the kernel does not tell one by one. */
      cause: 'start' | 'overflow' | 'unannounced'
      atUs: number
    } & NetworkSnapshot)
  | { kind: 'link'; change: 'new' | 'removed'; atUs: number; link: NetworkLink }
  | { kind: 'address'; change: 'new' | 'removed'; atUs: number; address: NetworkAddress }
  | {
      kind: 'route'
      change: 'new' | 'removed'
      atUs: number
      route: NetworkRoute
      /** It took the place of the first route with the same destination, table and metric. */
      replaces: boolean
    }

export type WatchOptions = {
  /** What the kernel may keep for us before it drops messages, which costs a new snapshot. */
  receiveBufferBytes?: number
}

/**
 * Tells of all changes in the network namespace of the calling thread. The first event is a snapshot, and
 * no change after it is missed: when events were lost, a snapshot replaces them. `new` also tells of a
 * change to something known, and may repeat what a snapshot has told. Watching keeps no process alive.
 * What `onEvent` throws becomes an uncaught exception; the events after it are delivered.
 *
 * @throws Error with `code` when the kernel gives no netlink socket
 */
export function watchNetwork(
  onEvent: (event: NetworkEvent) => void,
  options: WatchOptions = {},
): { stop(): void } {
  let stopped = false
  const deliver = () =>
    deliverEach(watch.takeEvents(), (event) => {
      if (!stopped) onEvent(event)
    })
  const { NativeNetlinkWatch } = loadAddon<NetlinkAddon>()
  const watch = new NativeNetlinkWatch(options.receiveBufferBytes ?? RECEIVE_BUFFER_BYTES, deliver)
  return {
    stop() {
      stopped = true
      watch.stop()
    },
  }
}

/** Some 2,000 messages: more than a laptop's network says in a day of trouble. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024

/**
 * Everything at once, blocking for the part of a millisecond that it takes.
 * @throws Error with `code`; EAGAIN when the network never kept still for a second
 */
export function readNetwork(): NetworkSnapshot {
  const result = loadAddon<NetlinkAddon>().readNetwork()
  if ('errno' in result) throw netlinkError(result, 'cannot read the network')
  return result
}

/** @throws Error with `code`, such as EPERM, ENODEV, or EINVAL for an MTU out of the device's range */
export function setLink(
  nameOrIndex: string | number,
  settings: { up?: boolean; mtu?: number },
): void {
  const outcome = loadAddon<NetlinkAddon>().setLink({ interface: nameOrIndex, ...settings })
  if (outcome !== undefined) throw netlinkError(outcome, `cannot change the link ${nameOrIndex}`)
}

export type AddressOptions = {
  /** The other end of a point-to-point link; the prefix is then its. */
  peer?: string
  /** Makes no route to the prefix. */
  noPrefixRoute?: boolean
  /** IPv6: usable at once, without looking for a duplicate. */
  nodad?: boolean
}

/** @throws Error with `code`: EEXIST when the interface has the address, EPERM, ENODEV */
export function addAddress(
  name: string,
  address: string,
  prefixLength: number,
  options: AddressOptions = {},
): void {
  const request = { interface: name, address, prefixLength, ...options }
  const outcome = loadAddon<NetlinkAddon>().addAddress(request)
  if (outcome === undefined) return
  throw netlinkError(outcome, `cannot add the address ${address}/${prefixLength} to ${name}`)
}

/** @throws Error with `code`: EADDRNOTAVAIL when the interface does not have the address */
export function removeAddress(
  name: string,
  address: string,
  prefixLength: number,
  options: Pick<AddressOptions, 'peer'> = {},
): void {
  const request = { interface: name, address, prefixLength, ...options }
  const outcome = loadAddon<NetlinkAddon>().removeAddress(request)
  if (outcome === undefined) return
  throw netlinkError(outcome, `cannot remove the address ${address}/${prefixLength} from ${name}`)
}

/** When removing, what is absent matches any route to the destination in the table. */
export type RouteSettings = {
  destination: string
  prefixLength: number
  via?: string
  interface?: string
  metric?: number
  source?: string
  type?: 'unicast' | 'unreachable'
  /** Default: 254, the main table. */
  table?: number
  /** Bytes. */
  mtu?: number
  /** RTPROT_*, a mark of who made the route. Default when adding: 4, an administrator. */
  protocol?: number
}

/** @throws Error with `code`: EEXIST, ENETUNREACH when `via` cannot be reached, EPERM, ENODEV */
export function addRoute(settings: RouteSettings): void {
  const outcome = loadAddon<NetlinkAddon>().addRoute(nativeRoute(settings))
  if (outcome !== undefined) {
    throw netlinkError(outcome, `cannot add the route to ${describe(settings)}`)
  }
}

/** @throws Error with `code`: ESRCH when there is no such route */
export function removeRoute(settings: RouteSettings): void {
  const outcome = loadAddon<NetlinkAddon>().removeRoute(nativeRoute(settings))
  if (outcome !== undefined) {
    throw netlinkError(outcome, `cannot remove the route to ${describe(settings)}`, {
      ESRCH: 'there is no such route',
    })
  }
}

/** Which packets look for their route in another table (ip-rule(8)). */
export type RuleSettings = {
  family: 4 | 6
  /** The least is asked first; the main table is 32766. */
  priority: number
  table: number
  /** Default: any source. `0.0.0.0` with 32 are packets whose source is not chosen yet. */
  source?: string
  sourceLength?: number
  /** Packets whose firewall mark, under the mask, is this. Without a mask: any. */
  mark?: number
  markMask?: number
}

/** @throws Error with `code`: EEXIST where there is the same, EPERM */
export function addRule(settings: RuleSettings): void {
  const outcome = loadAddon<NetlinkAddon>().addRule(settings)
  if (outcome !== undefined) throw netlinkError(outcome, `cannot add the rule ${settings.priority}`)
}

/** @throws Error with `code`: ENOENT when there is no such rule, EPERM */
export function removeRule(settings: RuleSettings): void {
  const outcome = loadAddon<NetlinkAddon>().removeRule(settings)
  if (outcome !== undefined) {
    throw netlinkError(outcome, `cannot remove the rule ${settings.priority}`)
  }
}

/** The mark of all datagrams that a `Dataplane` sends. */
export function outerMark(): number {
  return loadAddon<NetlinkAddon>().outerMark
}

function nativeRoute({ type, ...settings }: RouteSettings): NativeRouteSettings {
  return type === undefined ? settings : { ...settings, unreachable: type === 'unreachable' }
}

function describe(settings: RouteSettings): string {
  const { destination, prefixLength, via, interface: name } = settings
  const gateway = via === undefined ? '' : ` via ${via}`
  const device = name === undefined ? '' : ` on ${name}`
  return `${destination}/${prefixLength}${gateway}${device}`
}

function netlinkError(
  { errno, reason }: NativeFailure,
  what: string,
  /** Where the system's own sentence speaks of something else. */
  sentences: Record<string, string> = {},
): Error & { code: string } {
  const code = getSystemErrorName(-errno)
  const words = sentences[code] ?? (reason === '' ? getSystemErrorMessage(-errno) : reason)
  const advice = code === 'EPERM' ? '; this needs CAP_NET_ADMIN in the network namespace' : ''
  return Object.assign(new Error(`${what}: ${words} (${code})${advice}`), { code })
}

/** What addon/netlink-addon.cc exports. */
export type NetlinkAddon = {
  NativeNetlinkWatch: new (
    receiveBufferBytes: number,
    onEvents: () => void,
  ) => { takeEvents(): NetworkEvent[]; stop(): void }
  readNetwork(): NetworkSnapshot | NativeFailure
  setLink(request: {
    interface: string | number
    up?: boolean
    mtu?: number
  }): NativeFailure | undefined
  addAddress(request: NativeAddressSettings): NativeFailure | undefined
  removeAddress(request: NativeAddressSettings): NativeFailure | undefined
  addRoute(request: NativeRouteSettings): NativeFailure | undefined
  removeRoute(request: NativeRouteSettings): NativeFailure | undefined
  addRule(request: RuleSettings): NativeFailure | undefined
  removeRule(request: RuleSettings): NativeFailure | undefined
  outerMark: number
  /** For tests, and for datagrams that were recorded. */
  parseNetlink(datagram: Uint8Array): { messages: NetlinkMessage[]; malformed: boolean }
}

export type NetlinkMessage = {
  kind: 'link' | 'address' | 'route' | 'done' | 'error' | 'overrun' | 'other'
  removed: boolean
  replaces: boolean
  interrupted: boolean
  errno: number
  reason: string
  object: NetworkLink | NetworkAddress | NetworkRoute | null
}

type NativeFailure = { errno: number; reason: string }
type NativeAddressSettings = AddressOptions & {
  interface: string
  address: string
  prefixLength: number
}
type NativeRouteSettings = Omit<RouteSettings, 'type'> & { unreachable?: boolean }
