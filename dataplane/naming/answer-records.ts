// What an answer says: the records of a type behind its chain of CNAMEs, or for how long there is none.
import { classes, rcodes, types } from '../wire/dns-codes.ts'
import type { TypeName } from '../wire/dns-codes.ts'
import type { DnsMessage, DnsRecord } from '../wire/dns-message.ts'
import { nameKey, sameName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { decodeRdata } from '../wire/dns-rdata.ts'
import type { Rdata } from '../wire/dns-rdata.ts'
import { maxCnameLinks, maxNegativeTtlSeconds, maxRecords } from './limits.ts'

export type Answer<Type extends TypeName> =
  | { kind: 'records'; values: Rdata<Type>[]; ttlSeconds: number }
  /** Neither there nor, for so long, to be asked for again (RFC 2308); 0 where nothing is said of that. */
  | { kind: 'none'; ttlSeconds: number }
  /** No answer, or one that says nothing of the question. */
  | { kind: 'unknown' }

export interface Chain {
  /** Where the CNAMEs lead: the name itself without any. */
  end: DnsName
  links: DnsRecord[]
}

/** CNAMEs in the answer section from `name` on. Undefined for a loop or too many. */
export function chainFrom(message: DnsMessage, name: DnsName): Chain | undefined {
  const records = message.answers.slice(0, maxRecords)
  const links: DnsRecord[] = []
  let end = name
  for (;;) {
    const link = records.find((record) => isOf(record, types.CNAME, end))
    const target = link && decodeRdata('CNAME', link.rdata)?.target
    if (link === undefined || target === undefined) return { end, links }
    if (links.length >= maxCnameLinks) return undefined
    links.push(link)
    end = target
  }
}

export function readAnswer<Type extends TypeName>(
  message: DnsMessage | undefined,
  name: DnsName,
  type: Type,
): Answer<Type> {
  if (message === undefined) return { kind: 'unknown' }
  const { rcode, truncated } = message.header
  if (truncated || (rcode !== rcodes.noError && rcode !== rcodes.nxDomain)) {
    return { kind: 'unknown' }
  }
  const chain = chainFrom(message, name)
  if (chain === undefined) return { kind: 'unknown' }
  const found = message.answers
    .slice(0, maxRecords)
    .filter((record) => isOf(record, types[type], chain.end))
  const values = found.flatMap(({ rdata }) => decodeRdata(type, rdata) ?? [])
  const ttls = [...chain.links, ...found].map(({ ttl }) => ttlOf(ttl))
  if (values.length > 0) return { kind: 'records', values, ttlSeconds: Math.min(...ttls) }
  return { kind: 'none', ttlSeconds: Math.min(negativeTtl(message), ...ttls) }
}

/** RFC 2308 section 5: the lesser of the SOA's own TTL and its minimum field. */
function negativeTtl({ authority }: DnsMessage): number {
  const soa = authority.find(({ type }) => type === types.SOA)
  const minimum = soa && decodeRdata('SOA', soa.rdata)?.minimumSeconds
  if (soa === undefined || minimum === undefined) return 0
  return Math.min(ttlOf(soa.ttl), ttlOf(minimum), maxNegativeTtlSeconds)
}

function isOf(record: DnsRecord, type: number, name: DnsName): boolean {
  return record.type === type && record.class === classes.in && sameName(record.name, name)
}

/** RFC 2181 section 8: with the highest bit set it is zero. */
function ttlOf(seconds: number): number {
  return seconds > 0x7fff_ffff ? 0 : seconds
}

/** Plain text of the name, in lower case, as the tables have it. */
export function canonical(name: DnsName): DnsName {
  return nameKey(name) as DnsName
}
