// Two hosts have agreed: what the tables and the tunnel learn of it.
import type { AgreedVips } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Context } from './context.ts'

export interface Agreement {
  name: DnsName
  vips: AgreedVips
  /** Preferred first. */
  endpoints: readonly string[]
  rounds: number
  startedAtMs: number
  role: 'initiator' | 'responder'
}

/**
 * Only for a peer that has proved that it holds its key, now.
 * @returns false where the packet path does not take the VIPs: nothing is agreed then, and it was counted
 */
export function conclude(context: Context, agreement: Agreement): boolean {
  const { names, endpoints: table, associations, clock, onEvent } = context.ports
  const { name, vips, endpoints, rounds, startedAtMs, role } = agreement
  const { vip6, localVip6 } = vips
  const isDual = vip6 !== undefined && localVip6 !== undefined
  const fault = associations.setVips(
    name,
    { local: vips.localVip, remote: vips.vip },
    isDual ? { local: localVip6, remote: vip6 } : undefined,
  )
  if (fault !== undefined) {
    context.noteVipFault(fault)
    return false
  }
  const previous = names.mappingOf(name)
  const hadKeys = table.of(name).length > 0
  names.agree(name, vips)
  table.set(name, endpoints)
  associations.setEndpoints(name, endpoints)
  associations.setUnreachable(name, false)
  const isSame = previous?.vip === vips.vip && previous.localVip === vips.localVip
  context.counters.count(isSame ? 'rekeyed' : 'agreed')
  if (isSame && hadKeys) {
    onEvent({ kind: 'rekeyed', name, role })
    return true
  }
  if (previous !== undefined && previous.vip !== vips.vip) {
    onEvent({ kind: 'mapping-invalid', name, vip: previous.vip })
  }
  const elapsedMs = clock.nowMs() - startedAtMs
  const { vip, localVip } = vips
  const endpoint = endpoints[0] ?? ''
  onEvent({ kind: 'agreed', name, vip, localVip, endpoint, rounds, elapsedMs, role })
  return true
}
