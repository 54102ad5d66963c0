// What negotiation asks DNS, answered by the resolver.
import type { Resolver } from '../naming/resolver.ts'
import type { NegotiationPorts } from '../negotiation/ports.ts'

export function dnsPorts(
  resolver: Resolver,
): Pick<
  NegotiationPorts,
  'discover' | 'hasAddress' | 'reverseName' | 'publishesVip' | 'isNameServer'
> {
  return {
    discover: (name, options) => resolver.discover(name, options),
    hasAddress: (name, address, options) => resolver.hasAddress(name, address, options),
    reverseName: (address, signal) => resolver.reverseName(address, signal),
    publishesVip: (name, vip) => resolver.publishesVip(name, vip),
    isNameServer: (address) => resolver.isUpstream(address),
  }
}
