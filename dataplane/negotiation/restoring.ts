// Mappings from before a restart of the helper, put back into the packet path. This host may have moved meanwhile, and what
// cannot be put back must not keep the helper from starting.
import type { Mapping } from '../tables/names.ts'
import { addressOf } from '../tables/usable-endpoint.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Context } from './context.ts'

/**
 * @param drop forgets a peer with its mapping
 * @returns whose mappings are in use again
 */
export function restoreMappings(context: Context, drop: (name: DnsName) => void): DnsName[] {
  const restored: DnsName[] = []
  for (const mapping of [...context.ports.names.active]) {
    if (hasOurAddress(context, mapping) && isRestored(context, mapping)) restored.push(mapping.name)
    else drop(mapping.name)
  }
  return restored
}

/** A one-sided VIP of ours ends when we move (paper 4.2.1), also where we moved while the helper was not there. */
function hasOurAddress({ ports }: Context, { oneSided, localVip }: Mapping): boolean {
  return oneSided !== 'local' || ports.ownEndpoints().map(addressOf).includes(localVip)
}

function isRestored(context: Context, { name, vip, localVip, vip6, localVip6 }: Mapping): boolean {
  const { associations, endpoints } = context.ports
  const isDual = vip6 !== undefined && localVip6 !== undefined
  const v4 = { local: localVip, remote: vip }
  const v6 = isDual ? { local: localVip6, remote: vip6 } : undefined
  try {
    const fault = associations.restore(name, v4, v6, endpoints.of(name))
    if (fault !== undefined) context.noteVipFault(fault)
    return fault === undefined
  } catch (error) {
    context.noteFault(error)
    return false
  }
}
