// Dynamic update (RFC 2136 section 3): all of a message or nothing of it.
import { classes, isMetaType, metaTypes, rcodes, types } from '../wire/dns-codes.ts'
import type { DnsRecord } from '../wire/dns-message.ts'
import { isWithin, nameKey } from '../wire/dns-name.ts'
import { decodeRdata, encodeRdata, isValidRdata, rdataKey } from '../wire/dns-rdata.ts'
import { maxZoneRecords } from './limits.ts'
import type { Rrset, Zone } from './zone.ts'

export interface UpdateSections {
  prerequisites: readonly DnsRecord[]
  changes: readonly DnsRecord[]
}

export type UpdateOutcome =
  | { kind: 'changed'; zone: Zone }
  /** Nothing to write, and no new serial. */
  | { kind: 'unchanged' }
  | { kind: 'refused'; rcode: number }

/** Leaves `zone` as it is. */
export function applyUpdate(zone: Zone, update: UpdateSections): UpdateOutcome {
  const rcode = failedPrerequisite(zone, update.prerequisites) ?? unfitChange(zone, update.changes)
  if (rcode !== undefined) return { kind: 'refused', rcode }
  const draft = zone.copy()
  let isChanged = false
  for (const change of update.changes) isChanged = applyChange(draft, change) || isChanged
  if (!isChanged) return { kind: 'unchanged' }
  if (draft.recordCount > maxZoneRecords) return { kind: 'refused', rcode: rcodes.refused }
  if (draft.soa?.serial === zone.soa?.serial) raiseSerial(draft)
  return { kind: 'changed', zone: draft }
}

/** Section 3.2. */
function failedPrerequisite(zone: Zone, prerequisites: readonly DnsRecord[]): number | undefined {
  const wanted = new Map<string, DnsRecord[]>()
  for (const record of prerequisites) {
    const { name, type, rdata } = record
    if (record.ttl !== 0) return rcodes.formErr
    if (!isWithin(name, zone.apex)) return rcodes.notZone
    const isInUse = zone.rrsetsOf(name).length > 0
    const isThere = type === metaTypes.ANY ? isInUse : zone.rrset(name, type) !== undefined
    switch (record.class) {
      case classes.any:
        if (rdata.length > 0) return rcodes.formErr
        if (!isThere) return type === metaTypes.ANY ? rcodes.nxDomain : rcodes.nxRrset
        break
      case classes.none:
        if (rdata.length > 0) return rcodes.formErr
        if (isThere) return type === metaTypes.ANY ? rcodes.yxDomain : rcodes.yxRrset
        break
      case classes.in: {
        if (isMetaType(type) || !isValidRdata(type, rdata)) return rcodes.formErr
        const key = `${nameKey(name)} ${type}`
        wanted.set(key, [...(wanted.get(key) ?? []), record])
        break
      }
      default:
        return rcodes.formErr
    }
  }
  const areEqual = [...wanted.values()].every((records) => isExactly(zone, records))
  return areEqual ? undefined : rcodes.nxRrset
}

/** Section 3.2.5: the same set of data; TTLs do not count. */
function isExactly(zone: Zone, records: readonly DnsRecord[]): boolean {
  const [first] = records
  const present = first && zone.rrset(first.name, first.type)
  if (!present) return false
  const keys = (rdatas: readonly Uint8Array[]) =>
    new Set(rdatas.map((rdata) => rdataKey(present.type, rdata)))
  const there = keys(present.rdatas)
  const wanted = keys(records.map(({ rdata }) => rdata))
  return there.size === wanted.size && [...wanted].every((key) => there.has(key))
}

const MAX_TTL_SECONDS = 0x7fffffff

/** Section 3.4.1: everything is looked at before anything is changed. */
function unfitChange(zone: Zone, changes: readonly DnsRecord[]): number | undefined {
  for (const { name, type, class: kind, ttl, rdata } of changes) {
    if (!isWithin(name, zone.apex)) return rcodes.notZone
    const isFit =
      kind === classes.in
        ? !isMetaType(type) && ttl <= MAX_TTL_SECONDS && isValidRdata(type, rdata)
        : kind === classes.none
          ? !isMetaType(type) && ttl === 0 && isValidRdata(type, rdata)
          : kind === classes.any &&
            (type === metaTypes.ANY || !isMetaType(type)) &&
            ttl === 0 &&
            rdata.length === 0
    if (!isFit) return rcodes.formErr
  }
  return undefined
}

/** Section 3.4.2. Whether it changed anything: what is not allowed is passed over, as is said there. */
function applyChange(draft: Zone, record: DnsRecord): boolean {
  switch (record.class) {
    case classes.in:
      return addRecord(draft, record)
    case classes.any:
      return deleteRrsets(draft, record)
    default:
      return deleteRecord(draft, record)
  }
}

function addRecord(draft: Zone, { name, type, ttl, rdata }: DnsRecord): boolean {
  const present = draft.rrset(name, type)
  const hasOthers = draft.rrsetsOf(name).some((rrset) => rrset.type !== type)
  if (type === types.CNAME ? hasOthers : draft.rrset(name, types.CNAME)) return false
  if (type === types.SOA && !(draft.isApex(name) && isNewer(rdata, draft))) return false
  // Of these a name has only one, and the later replaces the earlier.
  const isSingle = type === types.CNAME || type === types.SOA
  const key = rdataKey(type, rdata)
  const others = isSingle
    ? []
    : (present?.rdatas ?? []).filter((each) => rdataKey(type, each) !== key)
  const wasThere = present?.rdatas.some((each) => rdataKey(type, each) === key)
  if (wasThere && present?.ttl === ttl) return false
  draft.put({ name: present?.name ?? name, type, ttl, rdatas: [...others, rdata] })
  return true
}

/** All of a name, or one type of it. The apex keeps its SOA and NS. */
function deleteRrsets(draft: Zone, { name, type }: DnsRecord): boolean {
  const doomed = draft
    .rrsetsOf(name)
    .filter((rrset) => type === metaTypes.ANY || rrset.type === type)
    .filter((rrset) => !(draft.isApex(name) && isVitalType(rrset.type)))
  for (const rrset of doomed) draft.remove(name, rrset.type)
  return doomed.length > 0
}

function deleteRecord(draft: Zone, { name, type, rdata }: DnsRecord): boolean {
  const present = draft.rrset(name, type)
  if (!present || type === types.SOA) return false
  const key = rdataKey(type, rdata)
  const left = present.rdatas.filter((each) => rdataKey(type, each) !== key)
  if (left.length === present.rdatas.length) return false
  if (left.length > 0) draft.put({ ...present, rdatas: left })
  else if (draft.isApex(name) && isVitalType(type)) return false
  else draft.remove(name, type)
  return true
}

function isVitalType(type: number): boolean {
  return type === types.SOA || type === types.NS
}

function isNewer(rdata: Uint8Array, zone: Zone): boolean {
  const offered = decodeRdata('SOA', rdata)?.serial ?? 0
  // RFC 1982 section 3.2: ahead by less than half of the circle.
  const ahead = (offered - (zone.soa?.serial ?? 0)) >>> 0
  return ahead > 0 && ahead < 0x8000_0000
}

function raiseSerial(draft: Zone): void {
  const rrset: Rrset | undefined = draft.rrset(draft.apex, types.SOA)
  const { soa } = draft
  if (!rrset || !soa) return
  // Zero is left out, as some take it for "none" (RFC 2136 section 7.11).
  const serial = (soa.serial + 1) % 0x1_0000_0000 || 1
  draft.put({ ...rrset, rdatas: [encodeRdata('SOA', { ...soa, serial })] })
}
