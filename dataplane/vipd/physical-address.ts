// Where a host is, past the virtual layer (paper 4.3, `p_gethostbyname`; PROTOCOL section 7): of a peer where its packets
// go now, of any other host what DNS says.
import { VipError } from '../contract/errors.ts'
import type { PhysicalAddress } from '../contract/calls.ts'
import { parseEndpoint } from '../lib/endpoint.ts'
import type { Discover } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { nameText } from './name-text.ts'

export interface PhysicalAddressSources {
  /** `address:port`, the one in use first; none for a host that is no peer, and while mobility is off. */
  endpointsOf: (name: DnsName) => readonly string[]
  discover: Discover
}

/** Each once, in the same order. */
export function addressesOf(endpoints: readonly string[]): string[] {
  return [...new Set(endpoints.flatMap((each) => parseEndpoint(each)?.address ?? []))]
}

/** @throws VipError where no name server answers */
export async function physicalAddress(
  { endpointsOf, discover }: PhysicalAddressSources,
  name: DnsName,
  signal: AbortSignal,
): Promise<PhysicalAddress> {
  const text = nameText(name)
  const endpoints = endpointsOf(name)
  const endpoint = endpoints[0]
  if (endpoint !== undefined) {
    return { name: text, endpoint, addresses: addressesOf(endpoints), source: 'peer' }
  }
  const found = await discover(name, { signal })
  if (found !== undefined) {
    return { name: text, endpoint: null, addresses: found.addresses, source: 'dns' }
  }
  const problem = `Nobody knows where ${text} is: it is no peer, and no name server answers.`
  const remedy = '"vip doctor" checks the name servers.'
  throw new VipError({
    code: 'act-failed',
    data: { call: 'physicalAddress', problem, remedy },
  })
}
