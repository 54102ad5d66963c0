// Cloudflare (https://developers.cloudflare.com/api/resources/dns/): records have numbers, so that those that are there are
// asked for, and changed in one batch. It has no IPSECKEY.
import * as v from 'valibot'
import { types } from '../../wire/dns-codes.ts'
import { decodeRdata, rdataToText } from '../../wire/dns-rdata.ts'
import { magicName } from '../magic-name.ts'
import { addressSet, emptied, hostText, recordSetsOf } from './own-records.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { PublishOutcome } from './provider.ts'
import { failed, jsonOf, noProposal, quoted, tokenFault } from './web-provider.ts'
import type { WebDialect, WebSession } from './web-provider.ts'

const server = 'api.cloudflare.com'
const root = '/client/v4'
/** Below, only paying customers may. 1 would mean "automatic", 300 s. */
const leastTtlSeconds = 60

const errorsSchema = v.array(v.object({ code: v.number(), message: v.string() }))
const answerSchema = v.object({
  success: v.boolean(),
  errors: v.optional(errorsSchema, []),
  result: v.optional(v.unknown()),
})
const zonesSchema = v.array(v.object({ id: v.string(), name: v.string() }))
const recordsSchema = v.array(
  v.object({ id: v.string(), type: v.string(), name: v.string(), content: v.string() }),
)
type PresentRecord = v.InferOutput<typeof recordsSchema>[number]

type Told<Value> = { ok: true; value: Value } | { ok: false; outcome: PublishOutcome }

export class Cloudflare implements WebDialect {
  readonly name = 'cloudflare'
  readonly server = server
  readonly #zone: string
  readonly #magicPrefix: string
  readonly #ttlSeconds: number
  #zoneId: string | undefined
  #takesClassE = true

  constructor(zone: string, magicPrefix: string, ttlSeconds: number) {
    this.#zone = zone
    this.#magicPrefix = magicPrefix
    this.#ttlSeconds = Math.max(ttlSeconds, leastTtlSeconds)
  }

  secretFault(secret: string): string | undefined {
    return tokenFault(secret)
  }

  setsOf(records: OwnRecords): RecordSet[] {
    const sets = recordSetsOf(records, this.#magicPrefix).filter(({ type }) => type !== 'IPSECKEY')
    const magic = magicName(records.name, this.#magicPrefix)
    if (this.#takesClassE || magic === undefined || records.vip === undefined) return sets
    return sets.map((set) => (set.name === magic ? addressSet(magic, 'A', [noProposal]) : set))
  }

  async publish(records: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    const outcome = await this.#replace(this.setsOf(records), records, session)
    const isRefused = outcome.kind === 'failed' && outcome.problem.code === 'provider-refused'
    // A batch is taken as a whole: whether the VIP was to blame shows without it.
    if (!isRefused || !this.#takesClassE || records.vip === undefined) return outcome
    this.#takesClassE = false
    const again = await this.#replace(this.setsOf(records), records, session)
    if (again.kind !== 'acknowledged') this.#takesClassE = true
    return again
  }

  withdraw(records: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    return this.#replace(emptied(this.setsOf(records)), records, session)
  }

  async #replace(
    sets: readonly RecordSet[],
    { name: dnsName }: OwnRecords,
    session: WebSession,
  ): Promise<PublishOutcome> {
    const name = hostText(dnsName)
    const zone = await this.#findZone(name, session)
    if (!zone.ok) return zone.outcome
    const folder = `${root}/zones/${encodeURIComponent(zone.value)}/dns_records`
    const deletes: { id: string }[] = []
    const posts: object[] = []
    for (const set of sets) {
      const found = await this.#present(folder, set, name, session)
      if (!found.ok) return found.outcome
      const wanted = set.rdatas.map((rdata) => ({ rdata, key: textOf(set, rdata) }))
      const present = found.value.map((record) => ({ ...record, key: canonicalText(set, record) }))
      deletes.push(
        ...present
          .filter(({ key }) => !wanted.some((each) => each.key === key))
          .map(({ id }) => ({ id })),
      )
      const missing = wanted.filter(({ key }) => !present.some((each) => each.key === key))
      posts.push(...missing.map(({ rdata }) => this.#newRecord(set, rdata)))
    }
    if (deletes.length === 0 && posts.length === 0) return { kind: 'acknowledged' }
    const changed = await this.#ask(
      { method: 'POST', path: `${folder}/batch`, json: { deletes, posts } },
      v.unknown(),
      name,
      session,
    )
    return changed.ok ? { kind: 'acknowledged' } : changed.outcome
  }

  async #findZone(name: string, session: WebSession): Promise<Told<string>> {
    if (this.#zoneId !== undefined) return { ok: true, value: this.#zoneId }
    const path = `${root}/zones?name=${encodeURIComponent(this.#zone)}`
    const told = await this.#ask({ method: 'GET', path }, zonesSchema, name, session)
    if (!told.ok) return told
    const [zone] = told.value
    if (zone === undefined) {
      const problem = { code: 'host-missing', server, name: this.#zone } as const
      return { ok: false, outcome: failed(problem) }
    }
    this.#zoneId = zone.id
    return { ok: true, value: zone.id }
  }

  #present(
    folder: string,
    { name: owner, type }: RecordSet,
    name: string,
    session: WebSession,
  ): Promise<Told<PresentRecord[]>> {
    const asked = `type=${type}&name=${encodeURIComponent(hostText(owner))}&per_page=100`
    return this.#ask({ method: 'GET', path: `${folder}?${asked}` }, recordsSchema, name, session)
  }

  #newRecord({ name, type }: RecordSet, rdata: Uint8Array): object {
    const record = { type, name: hostText(name), ttl: this.#ttlSeconds }
    const service = type === 'SRV' ? decodeRdata('SRV', rdata) : undefined
    if (service === undefined)
      return { ...record, content: textOf({ type }, rdata), proxied: false }
    const { priority, weight, port, target } = service
    return { ...record, data: { priority, weight, port, target: hostText(target) } }
  }

  async #ask<Value>(
    request: { method: 'GET' | 'POST'; path: string; json?: unknown },
    schema: v.GenericSchema<unknown, Value>,
    name: string,
    { secret, send }: WebSession,
  ): Promise<Told<Value>> {
    const result = await send({ ...request, headers: { Authorization: `Bearer ${secret}` } })
    if (!result.ok) return { ok: false, outcome: failed(result.problem) }
    const { status, body } = result
    if (status === 401 || status === 403) {
      return { ok: false, outcome: failed({ code: 'login', server }) }
    }
    const answer = v.safeParse(answerSchema, jsonOf(body))
    const value =
      answer.success && answer.output.success
        ? v.safeParse(schema, answer.output.result)
        : undefined
    if (value?.success === true) return { ok: true, value: value.output }
    const errors = answer.success ? answer.output.errors : []
    const words = errors.map(({ code, message }) => `${message} (${code})`).join('; ')
    const problem = {
      code: 'provider-refused',
      server,
      name,
      answer: quoted(words || body),
    } as const
    return { ok: false, outcome: failed(problem) }
  }
}

function textOf({ type }: Pick<RecordSet, 'type'>, rdata: Uint8Array): string {
  return rdataToText(types[type], rdata).toLowerCase()
}

/** Their SRV text has tabs, and no final dot. */
function canonicalText({ type }: RecordSet, { content }: PresentRecord): string {
  const words = content.trim().toLowerCase().split(/\s+/).slice(-3)
  if (type !== 'SRV') return words.join(' ')
  const [weight = '', port = '', target = ''] = words
  return `0 ${weight} ${port} ${target.replace(/\.?$/, '.')}`
}
