// What mobility asks of the rest of the helper, besides the packet path.
import type { EventNews } from '../contract/events.ts'
import { formatEndpoint } from '../lib/endpoint.ts'
import type { HandoverJournal } from '../mobility/handover-journal.ts'
import type { Resolver } from '../naming/resolver.ts'
import { isHostAddress } from '../tables/usable-endpoint.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { nameText } from './name-text.ts'
import type { VipLayerOptions } from './vip-layer.ts'

export interface MobilitySources {
  partnerSeconds: () => number
  resolver: Resolver
  journal: HandoverJournal
  publish: (news: EventNews) => void
}

export function mobilityNeeds(sources: MobilitySources): VipLayerOptions['mobility'] {
  const { partnerSeconds, resolver, journal, publish } = sources
  return {
    partnerMs: () => partnerSeconds() * 1000,
    locate: (name, signal) => locate(resolver, name, signal),
    journal,
    onPeerMoved: (name, endpoint, previous) =>
      publish({ kind: 'peer-moved', name: nameText(name), endpoint, previous }),
  }
}

/** Asked at a server of the host's zone. Undefined where none answered, or the answer names no usable address. */
async function locate(
  resolver: Resolver,
  name: DnsName,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const place = await resolver.locate(name, signal)
  const addresses = place?.addresses.filter((address) => isHostAddress(address)) ?? []
  if (place === undefined || addresses.length === 0) return undefined
  return addresses.map((address) => formatEndpoint({ address, port: place.port }))
}
