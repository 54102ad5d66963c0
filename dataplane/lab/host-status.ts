// What `vip lab status` says of a host: where it is, and what its tunnel or its helper tells.
import type { LabHostStatus } from '../contract/lab-status.ts'
import type { Peer } from '../contract/model.ts'
import { fqdnOf, staticVipOf } from './address-plan.ts'
import type { LabHost } from './address-plan.ts'
import { readHelper } from './helper.ts'
import type { HelperFacts } from './helper.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { placeOf } from './topology.ts'
import { tunnelStatus } from './tunnel.ts'

/** Where the program is asked that carries the host's packets. */
export type HostProgram = { socket: string } | { runDirectory: string }

/** @param hasEnded whether the program's process is no more */
export async function readHost(
  sandbox: Sandbox,
  host: LabHost,
  program: HostProgram,
  hasEnded: () => boolean,
): Promise<LabHostStatus> {
  const [lan, cards] = await Promise.all([placeOf(sandbox, host), readCards(sandbox, host)])
  const place = { host, fqdn: fqdnOf(host), lan: lan ?? null, addresses: addressesOf(cards) }
  try {
    if ('socket' in program) {
      const tunnel = await tunnelStatus(program.socket)
      return { ...place, ...staticVips(host), tunnel: { state: 'running', ...tunnel } }
    }
    return { ...place, ...helperStatus(await readHelper(program.runDirectory), cards) }
  } catch (error) {
    const reason = hasEnded() ? 'its process has ended' : String(error)
    const vips = 'socket' in program ? staticVips(host) : { vip: null, vip6: null }
    return { ...place, ...vips, tunnel: { state: 'failed', reason } }
  }
}

function staticVips(host: LabHost) {
  const { v4: vip, v6: vip6 } = staticVipOf(host)
  return { vip, vip6 }
}

function helperStatus({ status, peers }: HelperFacts, cards: readonly Card[]) {
  const { tun, port, drops } = status
  return {
    vip: peers.find(({ localVip }) => localVip !== null)?.localVip ?? status.vips[0] ?? null,
    vip6: status.vip6,
    fingerprint: status.fingerprint,
    tunnel: {
      ...{ state: 'running' as const, tun, port, drops },
      mtu: cards.find(({ ifname }) => ifname === tun)?.mtu ?? 0,
      peers: peersOfTunnel(peers),
    },
  }
}

/** Hosts that are merely known have no tunnel: they have not met since the helper forgot their VIPs. */
export function peersOfTunnel(peers: readonly Peer[]) {
  return peers
    .filter(({ vip, state }) => vip !== null || state === 'negotiating' || state === 'pending')
    .map((peer) => ({ ...peer, lastHeardMs: peer.lastProofMs }))
}

/** As ip(8) prints it. */
type Card = { ifname?: string; mtu?: number; addr_info?: { local?: string }[] }

async function readCards(sandbox: Sandbox, host: LabHost): Promise<Card[]> {
  const argv = ['ip', '-json', 'addr', 'show', 'up', 'scope', 'global']
  const { stdout } = await sandbox.run(host, argv)
  return JSON.parse(stdout || '[]') as Card[]
}

function addressesOf(cards: readonly Card[]): LabHostStatus['addresses'] {
  return cards.flatMap(({ ifname, addr_info: info }) =>
    (info ?? []).flatMap(({ local }) =>
      ifname && local ? [{ interface: ifname, address: local }] : [],
    ),
  )
}
