// What DNS says of a host: asked all at once, read strictly (PROTOCOL section 2).
import { within } from '../lib/clock.ts'
import type { Clock } from '../lib/clock.ts'
import { types } from '../wire/dns-codes.ts'
import type { DnsMessage } from '../wire/dns-message.ts'
import { parseDnsName, sameName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Rdata } from '../wire/dns-rdata.ts'
import { readAnswer } from './answer-records.ts'
import type { Answer } from './answer-records.ts'
import { failureTtlSeconds, maxAddresses, maxPositiveTtlSeconds, otherFamilyMs } from './limits.ts'
import { controlName, magicName } from './magic-name.ts'
import type { Ask } from './own-question.ts'
import type { Discovery, Magic } from './ports.ts'
import { isClassE } from './vip-ranges.ts'

export interface DiscoverySettings {
  clock: Clock
  magicPrefix: string
  defaultPort: number
}

export type MagicFinding =
  | { kind: 'absent'; ttlSeconds: number }
  | { kind: 'present'; vip?: string; ttlSeconds: number }
  /** Nobody answered. */
  | { kind: 'unknown'; ttlSeconds: number }

export interface Found {
  discovery: Discovery
  ttlSeconds: number
}

/** Of a type, as bytes of the upstream's answer to somebody else: not asked again. */
export interface KnownAnswer {
  type: number
  message: Promise<DnsMessage | undefined>
}

const noAddress = '0.0.0.0'
const unknown = { kind: 'unknown' } as const
const none = { kind: 'none', ttlSeconds: maxPositiveTtlSeconds } as const

/** Whether a host speaks VIP. One question; a second one where the answer might be a wildcard's. */
export async function findMagic(
  name: DnsName,
  ask: Ask,
  { magicPrefix }: DiscoverySettings,
): Promise<MagicFinding> {
  const magic = magicName(name, magicPrefix)
  if (magic === undefined) return { kind: 'absent', ttlSeconds: maxPositiveTtlSeconds }
  const answer = readAnswer(await ask(magic, types.A), magic, 'A')
  if (answer.kind === 'unknown') return { kind: 'unknown', ttlSeconds: failureTtlSeconds }
  if (answer.kind === 'none') return { kind: 'absent', ttlSeconds: answer.ttlSeconds }
  const ttlSeconds = Math.min(answer.ttlSeconds, maxPositiveTtlSeconds)
  const vip = answer.values[0]?.address ?? noAddress
  if (vip === noAddress) return { kind: 'present', ttlSeconds }
  if (!isClassE(vip) && (await isAnsweredForAnything(name, ask, answer))) {
    return { kind: 'absent', ttlSeconds }
  }
  return { kind: 'present', vip, ttlSeconds }
}

/** A wildcard record, or a resolver that answers every missing name with a page of its own. */
async function isAnsweredForAnything(
  name: DnsName,
  ask: Ask,
  { values }: { values: Rdata<'A'>[] },
): Promise<boolean> {
  const control = controlName(name)
  if (control === undefined) return false
  const answer = readAnswer(await ask(control, types.A), control, 'A')
  if (answer.kind !== 'records') return false
  const expected = new Set(answer.values.map(({ address }) => address))
  return values.some(({ address }) => expected.has(address))
}

/** Where a host is. */
export interface Place {
  /** A before AAAA, in the order in which DNS gave them. */
  addresses: string[]
  port: number
  /** Of the records that there are, and of what nobody answered. */
  ttls: number[]
}

type Read = <Type extends 'A' | 'AAAA' | 'SRV'>(
  type: Type,
  owner?: DnsName,
) => Promise<Answer<Type>>

/** Its addresses and its port, asked at once. Undefined where nothing is known of addresses. */
export async function findPlace(
  name: DnsName,
  read: Read,
  { clock, defaultPort }: Pick<DiscoverySettings, 'clock' | 'defaultPort'>,
): Promise<Place | undefined> {
  const service = parseDnsName(`_vip._udp.${name}`)
  const asked4 = read('A')
  const asked6 = read('AAAA')
  const [v4, v6, srv] = await Promise.all([
    notHoldingUp(asked4, asked6, clock),
    notHoldingUp(asked6, asked4, clock),
    service === undefined ? none : read('SRV', service),
  ])
  if (v4.kind === 'unknown' && v6.kind === 'unknown') return undefined
  const addresses = [...valuesOf(v4), ...valuesOf(v6)].map(({ address }) => address)
  return {
    addresses: [...new Set(addresses)].slice(0, maxAddresses),
    port: bestPort(valuesOf(srv)) ?? defaultPort,
    ttls: [v4, v6, srv].flatMap(ttlsOf),
  }
}

/** An answer about one family of addresses. Once there are some of the other it may take a little longer and no more. */
function notHoldingUp<Type extends 'A' | 'AAAA'>(
  asked: Promise<Answer<Type>>,
  other: Promise<Answer<'A' | 'AAAA'>>,
  clock: Clock,
): Promise<Answer<Type>> {
  const inTime = other.then(async ({ kind }) => {
    const answer = kind === 'records' ? within(clock, otherFamilyMs, asked) : asked
    return (await answer) ?? unknown
  })
  return Promise.race([asked, inTime])
}

/** All questions but that for the magic name, at once. Undefined where nothing is known of addresses. */
export async function findHost(
  name: DnsName,
  magic: Promise<MagicFinding>,
  ask: Ask,
  settings: DiscoverySettings,
  known?: KnownAnswer,
): Promise<Found | undefined> {
  const read = async <Type extends 'A' | 'AAAA' | 'SRV'>(
    type: Type,
    owner: DnsName | undefined = name,
  ): Promise<Answer<Type>> => {
    const number = types[type]
    const given = known?.type === number ? await known.message : undefined
    const isWhole = given !== undefined && !given.header.truncated
    return readAnswer(isWhole ? given : await ask(owner, number), owner, type)
  }
  const [place, proposal] = await Promise.all([findPlace(name, read, settings), magic])
  if (place === undefined) return undefined
  const { addresses, port } = place
  const discovery: Discovery = { name, addresses, magic: magicOf(proposal), port }
  return {
    discovery,
    ttlSeconds: Math.min(maxPositiveTtlSeconds, proposal.ttlSeconds, ...place.ttls),
  }
}

function magicOf(finding: MagicFinding): Magic {
  if (finding.kind !== 'present') return { kind: 'absent' }
  return finding.vip === undefined ? { kind: 'present' } : { kind: 'present', vip: finding.vip }
}

function ttlsOf(answer: Answer<'A' | 'AAAA' | 'SRV'>): number[] {
  if (answer.kind === 'unknown') return [failureTtlSeconds]
  return answer.kind === 'records' ? [answer.ttlSeconds] : []
}

function valuesOf<Value>(answer: { kind: string; values?: Value[] }): Value[] {
  return answer.values ?? []
}

/** RFC 2782: the lowest priority, and of those the greatest weight: a host has one helper, so no lot is drawn. */
function bestPort(records: readonly Rdata<'SRV'>[]): number | undefined {
  const offered = records.filter(({ port, target }) => port > 0 && !sameName(target, root))
  offered.sort((one, other) => one.priority - other.priority || other.weight - one.weight)
  return offered[0]?.port
}

/** What DNS says of a host's addresses of one family. */
export interface FamilyFound {
  addresses: string[]
  ttlSeconds: number
}

/** One question, about the family of this address. */
export async function findFamilyOf(address: string, name: DnsName, ask: Ask): Promise<FamilyFound> {
  const type = address.includes(':') ? 'AAAA' : 'A'
  const answer = readAnswer(await ask(name, types[type]), name, type)
  if (answer.kind === 'unknown') return { addresses: [], ttlSeconds: failureTtlSeconds }
  const addresses = valuesOf(answer).map((value) => value.address)
  const ttlSeconds = Math.min(answer.ttlSeconds, maxPositiveTtlSeconds)
  return { addresses: addresses.slice(0, maxAddresses), ttlSeconds }
}

const root = '.' as DnsName
