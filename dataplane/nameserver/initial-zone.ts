// The zone that a name server begins with: SOA, NS and the addresses of the name server itself.
import { types } from '../wire/dns-codes.ts'
import { parseIpv4 } from '../wire/dns-address.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { encodeRdata } from '../wire/dns-rdata.ts'
import { Zone } from './zone.ts'

export interface InitialZone {
  apex: DnsName
  /** Of the name server, each family at least once if it is to be reached by it. */
  addresses: readonly string[]
  /** Of these records, and how long others may remember that a name is not there. */
  ttlSeconds: number
  /** Best a time, so that a zone that was lost and begun anew is newer. */
  serial: number
}

/** What secondaries and caches are told; there are none that would ask more often. */
const REFRESH_SECONDS = 3600
const RETRY_SECONDS = 600
const EXPIRE_SECONDS = 604_800

/** @throws RangeError when "ns" and "hostmaster" below the apex are too long to be names */
export function initialZone({ apex, addresses, ttlSeconds, serial }: InitialZone): Zone {
  const ns = below(apex, 'ns')
  const soa = encodeRdata('SOA', {
    primary: ns,
    mailbox: below(apex, 'hostmaster'),
    serial,
    refreshSeconds: REFRESH_SECONDS,
    retrySeconds: RETRY_SECONDS,
    expireSeconds: EXPIRE_SECONDS,
    minimumSeconds: ttlSeconds,
  })
  const v4 = addresses.filter((address) => parseIpv4(address) !== undefined)
  const v6 = addresses.filter((address) => !v4.includes(address))
  const zone = new Zone(apex)
  const put = (name: DnsName, type: number, rdatas: Uint8Array[]) => {
    if (rdatas.length > 0) zone.put({ name, type, ttl: ttlSeconds, rdatas })
  }
  put(apex, types.SOA, [soa])
  put(apex, types.NS, [encodeRdata('NS', { host: ns })])
  put(
    ns,
    types.A,
    v4.map((address) => encodeRdata('A', { address })),
  )
  put(
    ns,
    types.AAAA,
    v6.map((address) => encodeRdata('AAAA', { address })),
  )
  return zone
}

function below(apex: DnsName, label: string): DnsName {
  const name = parseDnsName(apex === '.' ? label : `${label}.${apex}`)
  if (name === undefined) throw new RangeError(`${label}.${apex} is too long to be a name`)
  return name
}
