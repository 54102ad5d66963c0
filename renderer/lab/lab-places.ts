// What the lab's status says of its hosts, links and tunnel, as the page draws it. Pure.
import type { EmulatedLinkStatus, LabHostStatus } from '../../dataplane/contract/lab-status.ts'
import { proofLastsMs } from '../../dataplane/contract/model.ts'
import type { PeerState } from '../../dataplane/contract/model.ts'
import type { LabState } from '../../main/bridge/desk-state.ts'
import { isLan } from './lab-moves.ts'
import type { LabHost, Lan, Places } from './lab-moves.ts'

export type LabUp = NonNullable<LabState['status']>

/** `failed`: the helper of one of both has ended. `none`: they have not met yet. */
export type TunnelState = PeerState | 'failed' | 'none'

export function hostOf({ hosts }: LabUp, host: LabHost): LabHostStatus | undefined {
  return hosts.find((each) => each.host === host)
}

/** Null for a host that is on its way. */
export function placesOf(status: LabUp, moving: readonly LabHost[]): Places {
  const placeOf = (host: LabHost) => {
    const lan = hostOf(status, host)?.lan
    return moving.includes(host) || !isLan(lan) ? null : lan
  }
  return { a: placeOf('a'), b: placeOf('b') }
}

/** Where a cable is in: both in the middle of a make-before-break. */
export function pluggedLans(status: LabUp, host: LabHost): Lan[] {
  const interfaces = new Set(hostOf(status, host)?.addresses.map((each) => each.interface))
  return (['lan1', 'lan2'] as const).filter((lan) => interfaces.has(lan))
}

/** Of the LAN, IPv4 first; null while there is none. */
export function addressOn(status: LabUp, host: LabHost): string | null {
  const own = hostOf(status, host)
  const onLan = own?.addresses.filter(({ interface: name }) => name === own.lan) ?? []
  const address = onLan.find((each) => each.address.includes('.')) ?? onLan[0]
  return address?.address.replace(/\/\d+$/, '') ?? null
}

export function linkOf({ links }: LabUp, host: LabHost, lan: Lan): EmulatedLinkStatus | undefined {
  return links.find((link) => link.host === host && link.lan === lan)
}

/** Of the direction that is impaired more. */
export function impairmentOf(link: EmulatedLinkStatus | undefined): {
  delayMs: number
  lossPercent: number
} {
  if (link === undefined || link.state === 'failed') return { delayMs: 0, lossPercent: 0 }
  const both = [link.in.settings, link.out.settings]
  return {
    delayMs: Math.max(...both.map(({ delayMs }) => delayMs)),
    lossPercent: Math.max(...both.map(({ lossPercent }) => lossPercent)),
  }
}

/**
 * Between a and b, as both judge: alive only where one has a proof of it, and the other nothing against it. @param ageMs of
 * the status
 */
export function tunnelStateOf(status: LabUp, ageMs: number): TunnelState {
  const judged = (['a', 'b'] as const).map((host): TunnelState => {
    const own = hostOf(status, host)
    const other = hostOf(status, host === 'a' ? 'b' : 'a')
    if (own === undefined || own.tunnel.state === 'failed') return 'failed'
    const peer = own.tunnel.peers.find(({ name }) => name === other?.fqdn)
    if (peer === undefined) return 'none'
    // With handed-out keys nobody judges: packets tell.
    if (peer.state !== undefined && peer.state !== 'active') return peer.state
    const isProven = peer.lastHeardMs !== null && peer.lastHeardMs + ageMs <= proofLastsMs
    return isProven ? 'active' : 'quiet'
  })
  const worstFirst = [
    ...(['failed', 'invalid', 'unreachable', 'pending', 'negotiating', 'active'] as const),
    ...(['quiet', 'none'] as const),
  ]
  return worstFirst.find((state) => judged.includes(state)) ?? 'none'
}

/** How much longer a question to the name server takes by a host's link, there and back. */
export function nameServerDistanceMs(status: LabUp, host: LabHost, lan: Lan): number {
  const link = linkOf(status, host, lan)
  if (link === undefined || link.state === 'failed') return 0
  return link.in.settings.delayMs + link.out.settings.delayMs
}
