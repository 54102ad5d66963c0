// What a zone says to a question (RFC 1034 section 4.3.2, without wildcards and DNAME).
import { metaTypes, rcodes, types } from '../wire/dns-codes.ts'
import { isWithin, labelsOf, parentOf } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { decodeRdata } from '../wire/dns-rdata.ts'
import { maxCnameLinks } from './limits.ts'
import type { Rrset, Zone } from './zone.ts'

export interface Lookup {
  rcode: number
  /** False for a referral: the zone below is somebody else's. */
  authoritative: boolean
  answers: Rrset[]
  authority: Rrset[]
  additional: Rrset[]
}

/** For a name in the zone. */
export function lookUp(zone: Zone, name: DnsName, type: number): Lookup {
  const chain: Rrset[] = []
  let at = name
  for (;;) {
    const found = lookUpOnce(zone, at, type)
    const [rrset] = found.answers
    const lookup = { ...found, answers: [...chain, ...found.answers] }
    const isLink = rrset?.type === types.CNAME && type !== types.CNAME && type !== metaTypes.ANY
    if (rrset === undefined || !isLink) return lookup
    const [rdata = new Uint8Array(0)] = rrset.rdatas
    const target = decodeRdata('CNAME', rdata)?.target
    // The rest is for the resolver to find elsewhere.
    if (target === undefined || !isWithin(target, zone.apex)) return lookup
    if (chain.length >= maxCnameLinks) return lookup
    chain.push(rrset)
    at = target
  }
}

function lookUpOnce(zone: Zone, name: DnsName, type: number): Lookup {
  const cut = delegationAbove(zone, name, type)
  if (cut) {
    const additional = addressesOf(zone, cut)
    const nothing = { rcode: rcodes.noError, authoritative: false, answers: [] }
    return { ...nothing, authority: [cut], additional }
  }
  const rrsets = zone.rrsetsOf(name)
  // RFC 8482 section 4.1: one RRset is an answer to ANY.
  const answer =
    type === metaTypes.ANY
      ? rrsets[0]
      : rrsets.find((rrset) => rrset.type === type || rrset.type === types.CNAME)
  if (answer === undefined) return negative(zone, name)
  return {
    rcode: rcodes.noError,
    authoritative: true,
    answers: [answer],
    authority: [],
    additional: addressesOf(zone, answer),
  }
}

/** NXDOMAIN or NODATA, with the SOA by which caches know for how long (RFC 2308 section 3). */
function negative(zone: Zone, name: DnsName): Lookup {
  const soa = zone.rrset(zone.apex, types.SOA)
  const ttl = Math.min(soa?.ttl ?? 0, zone.soa?.minimumSeconds ?? 0)
  return {
    rcode: zone.exists(name) ? rcodes.noError : rcodes.nxDomain,
    authoritative: true,
    answers: [],
    authority: soa ? [{ ...soa, ttl }] : [],
    additional: [],
  }
}

/** The NS of the highest zone cut at or above the name. DS belongs to this side (RFC 4035 3.1.4.1). */
function delegationAbove(zone: Zone, name: DnsName, type: number): Rrset | undefined {
  const depth = labelsOf(name).length - labelsOf(zone.apex).length
  let highest: Rrset | undefined
  let at: DnsName | undefined = name
  for (let left = depth; left > 0 && at; left--) {
    if (left < depth || type !== types.DS) highest = zone.rrset(at, types.NS) ?? highest
    at = parentOf(at)
  }
  return highest
}

/** Addresses that the zone has of the hosts that these records name: whoever asked needs them next. */
function addressesOf(zone: Zone, { type, rdatas }: Rrset): Rrset[] {
  const hosts = rdatas.flatMap((rdata) => hostIn(type, rdata) ?? [])
  return hosts
    .flatMap((host) => [zone.rrset(host, types.A), zone.rrset(host, types.AAAA)])
    .filter((rrset) => rrset !== undefined)
}

function hostIn(type: number, rdata: Uint8Array): DnsName | undefined {
  switch (type) {
    case types.NS:
      return decodeRdata('NS', rdata)?.host
    case types.MX:
      return decodeRdata('MX', rdata)?.exchange
    case types.SRV:
      return decodeRdata('SRV', rdata)?.target
    default:
      return undefined
  }
}
