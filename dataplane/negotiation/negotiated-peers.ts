// What negotiation knows of each peer, for `vip peers`.
import type { DnsName } from '../wire/dns-name.ts'
import type { Context } from './context.ts'
import type { NegotiatedPeer } from './ports.ts'

/** Every peer with a mapping, and those that are negotiated with now. */
export function negotiatedPeers(
  { ports, roundTrips }: Context,
  attempts: ReadonlyMap<DnsName, { isPending: boolean }>,
): NegotiatedPeer[] {
  const { names, endpoints } = ports
  const all = new Set([...[...names.active].map(({ name }) => name), ...attempts.keys()])
  return [...all].map((name) => {
    const mapping = names.mappingOf(name)
    const without = attempts.get(name)?.isPending === true ? 'pending' : 'negotiating'
    return {
      name,
      state: mapping === undefined ? without : 'agreed',
      vip: mapping?.vip,
      localVip: mapping?.localVip,
      vip6: mapping?.vip6,
      endpoints: endpoints.of(name),
      rttMs: roundTrips.of(name),
    }
  })
}
