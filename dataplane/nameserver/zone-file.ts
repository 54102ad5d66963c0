// Zones as files in master format (RFC 1035 section 5), which people and other name servers read too.
import { types, typeToText } from '../wire/dns-codes.ts'
import { isWithin, labelsOf, nameKey, sameName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { rdataKey, rdataToText } from '../wire/dns-rdata.ts'
import { readEntries } from './zone-file-entries.ts'
import type { ZoneEntry } from './zone-file-entries.ts'
import type { ZoneFileProblem } from './zone-file-problem.ts'
import { Zone } from './zone.ts'
import type { Rrset } from './zone.ts'

/** The SOA first, then by name and type, so that two versions of a zone can be compared by diff(1). */
export function writeZoneFile(zone: Zone): string {
  const rrsets = [...zone.rrsets()].sort((a, b) => compareText(sortKey(zone, a), sortKey(zone, b)))
  const lines = rrsets.flatMap(({ name, type, ttl, rdatas }) =>
    rdatas.map((rdata) => {
      const owner = relativeTo(zone.apex, name).padEnd(24)
      return `${owner} ${ttl} IN ${typeToText(type)} ${rdataToText(type, rdata)}\n`
    }),
  )
  return [
    '; Written by "vip nameserver" after each update. Stop it before changing this file by hand.\n',
    `$ORIGIN ${zone.apex}\n`,
    ...lines,
  ].join('')
}

export type ZoneFile =
  { ok: true; zone: Zone } | { ok: false; line: number; problem: ZoneFileProblem }

/** Total. The zone has its SOA and NS, and no CNAME beside other records. */
export function readZoneFile(text: string, apex: DnsName): ZoneFile {
  const { entries, fault } = readEntries(text, apex)
  if (fault) return { ok: false, ...fault }
  const zone = new Zone(apex)
  for (const entry of entries) {
    const problem = addEntry(zone, entry)
    if (problem) return { ok: false, line: entry.line, problem }
  }
  const endLine = text.split('\n').length
  if (zone.rrset(apex, types.SOA)?.rdatas.length !== 1) {
    return { ok: false, line: endLine, problem: { code: 'soa' } }
  }
  if (zone.rrset(apex, types.NS) === undefined) {
    return { ok: false, line: endLine, problem: { code: 'ns' } }
  }
  return { ok: true, zone }
}

function addEntry(zone: Zone, { name, type, ttl, rdata }: ZoneEntry): ZoneFileProblem | undefined {
  if (!isWithin(name, zone.apex)) return { code: 'outside', name }
  if (type === types.SOA && !zone.isApex(name)) return { code: 'soa' }
  const present = zone.rrset(name, type)
  const key = rdataKey(type, rdata)
  const others = (present?.rdatas ?? []).filter((each) => rdataKey(type, each) !== key)
  zone.put({ name, type, ttl, rdatas: [...others, rdata] })
  const isAlone = zone.rrsetsOf(name).length === 1 && others.length === 0
  return zone.rrset(name, types.CNAME) && !isAlone ? { code: 'cname', name } : undefined
}

function relativeTo(apex: DnsName, name: DnsName): string {
  if (sameName(name, apex)) return '@'
  return labelsOf(name)
    .slice(0, -labelsOf(apex).length || undefined)
    .join('.')
}

/** By labels from the right (RFC 4034 section 6.1), so that a name's subdomains follow it. */
function sortKey(zone: Zone, { name, type }: Rrset): string {
  const labels = labelsOf(nameKey(name) as DnsName).toReversed()
  const first = zone.isApex(name) && type === types.SOA ? '0' : '1'
  return `${labels.join('\u0001')}\u0000${first}${String(type).padStart(5, '0')}`
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
