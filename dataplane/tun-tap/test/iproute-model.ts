// The network as `ip -json` sees it, and our own picture of it, in the same words, so that they can be
// compared. iproute2 is the model: it reads the same kernel with other people's code.
import { execFileSync } from 'node:child_process'
import type { NetworkSnapshot } from '../netlink.ts'

/** One sorted line for each link, address and route. */
export type Picture = { links: string[]; addresses: string[]; routes: string[] }

type IpLink = {
  ifindex: number
  ifname: string
  mtu: number
  operstate: string
  flags: string[]
  linkinfo?: { info_kind?: string }
}

type IpAddress = {
  family: 'inet' | 'inet6' | 'mpls'
  local: string
  /** The peer. */
  address?: string
  prefixlen: number
  scope: string
  tentative?: boolean
  deprecated?: boolean
  dadfailed?: boolean
}

type IpNextHop = { gateway?: string; dev?: string; via?: { host: string } }
/** With `-N` types and tables are numbers, which no configuration of iproute2 renames. */
type IpRoute = IpNextHop & {
  type: string
  dst: string
  table?: string
  metric?: number
  prefsrc?: string
  metrics?: { mtu?: number }[]
  nexthops?: IpNextHop[]
}

export function pictureByIproute(): Picture {
  const links = ip<IpLink[]>('-details', 'link')
  const interfaces = ip<{ ifindex: number; addr_info: IpAddress[] }[]>('-details', 'address')
  const indexes = new Map(links.map(({ ifname, ifindex }) => [ifname, ifindex]))
  const routesOf = (family: 4 | 6) =>
    ip<IpRoute[]>('-details', '-N', `-${family}`, 'route', 'show', 'table', 'all').map((route) =>
      routeLine(family, route, indexes),
    )
  return {
    links: links.map(linkLine).sort(),
    addresses: interfaces
      .flatMap(({ ifindex, addr_info }) => addr_info.map((info) => addressLine(ifindex, info)))
      .sort(),
    routes: [...routesOf(4), ...routesOf(6)].sort(),
  }
}

export function pictureOf(network: Omit<NetworkSnapshot, 'truncated'>): Picture {
  return {
    links: network.links
      .map(({ index, name, mtu, linkKind, up, running, loopback, pointToPoint, operState }) =>
        line(index, name, mtu, linkKind, up, running, loopback, pointToPoint, operState),
      )
      .sort(),
    addresses: network.addresses
      .map((a) =>
        line(
          ...[a.interfaceIndex, a.address, a.prefixLength, a.peer, a.scope],
          ...[a.tentative, a.deprecated, a.dadFailed],
        ),
      )
      .sort(),
    routes: network.routes
      .map((r) =>
        line(
          ...[r.family, r.type, `${r.destination}/${r.prefixLength}`, r.table, r.metric],
          ...[r.interfaceIndex, r.gateway, r.source, r.mtu, Math.max(1, r.nextHops)],
        ),
      )
      .sort(),
  }
}

function ip<Answer>(...argv: string[]): Answer {
  const text = execFileSync('ip', ['-json', ...argv], { encoding: 'utf8', maxBuffer: 1 << 26 })
  return JSON.parse(text === '' ? '[]' : text) as Answer
}

function line(...words: (string | number | boolean | null)[]): string {
  return words.join(' ')
}

/** In the order of RTN_*. */
const routeTypes =
  'other unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat'.split(
    ' ',
  )

const operStates: Record<string, string> = {
  UNKNOWN: 'unknown',
  NOTPRESENT: 'notPresent',
  DOWN: 'down',
  LOWERLAYERDOWN: 'lowerLayerDown',
  TESTING: 'testing',
  DORMANT: 'dormant',
  UP: 'up',
}

function linkLine({ ifindex, ifname, mtu, flags, linkinfo, operstate }: IpLink): string {
  const has = (flag: string) => flags.includes(flag)
  // iproute2 leaves RUNNING away and writes NO-CARRIER for links that are up without it.
  const isRunning = has('UP') && !has('NO-CARRIER')
  return line(
    ...[ifindex, ifname, mtu, linkinfo?.info_kind ?? null, has('UP'), isRunning],
    ...[has('LOOPBACK'), has('POINTOPOINT'), operStates[operstate] ?? 'unknown'],
  )
}

function addressLine(index: number, info: IpAddress): string {
  const { local, address, prefixlen, scope, tentative, deprecated, dadfailed } = info
  return line(
    ...[index, local, prefixlen, address ?? null, scope],
    ...[tentative === true, deprecated === true, dadfailed === true],
  )
}

function routeLine(family: 4 | 6, route: IpRoute, indexes: Map<string, number>): string {
  const any = family === 4 ? '0.0.0.0/0' : '::/0'
  const bits = family === 4 ? 32 : 128
  const { dst, nexthops, metrics } = route
  const destination = dst === 'default' ? any : dst.includes('/') ? dst : `${dst}/${bits}`
  const hop = nexthops?.[0] ?? route
  return line(
    ...[
      family,
      routeTypes[Number(route.type)] ?? 'other',
      destination,
      route.table ?? '254',
      route.metric ?? 0,
    ],
    ...[indexes.get(hop.dev ?? '') ?? null, hop.gateway ?? hop.via?.host ?? null],
    ...[route.prefsrc ?? null, metrics?.[0]?.mtu ?? null, nexthops?.length ?? 1],
  )
}
