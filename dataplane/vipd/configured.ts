// What the configuration says, as the helper's parts take it.
import type { Configuration } from '../contract/configuration.ts'
import { parseEndpoint } from '../lib/endpoint.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import type { ReclaimPolicy } from '../tables/names.ts'
import { parseVipRange } from '../tables/vip-range.ts'
import type { VipRange } from '../tables/vip-range.ts'

export function vipRangeOf({ mappings: { range } }: Configuration): VipRange {
  return required(parseVipRange(`${range.destination}/${range.prefixLength}`))
}

export function endpointOf(text: string): Endpoint {
  return required(parseEndpoint(text))
}

/** For what the configuration's schema has checked already. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the configuration let something through')
  return value
}

/** When a VIP that nobody uses is given back (PROTOCOL section 6). */
export function reclaimOf({ mappings: { reclaim, leaseSeconds } }: Configuration): ReclaimPolicy {
  return reclaim === 'lease'
    ? { kind: 'lease', unusedForMs: leaseSeconds * 1000 }
    : { kind: 'reboot' }
}
