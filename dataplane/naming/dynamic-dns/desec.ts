// deSEC (https://desec.readthedocs.io/en/latest/dns/rrsets.html): whole sets of records of any name in one request, all
// of them or none.
import * as v from 'valibot'
import { types } from '../../wire/dns-codes.ts'
import type { TypeName } from '../../wire/dns-codes.ts'
import { rdataToText } from '../../wire/dns-rdata.ts'
import { emptied, hostText, recordSetsOf } from './own-records.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { PublishOutcome } from './provider.ts'
import { failed, jsonOf, quoted, tokenFault } from './web-provider.ts'
import type { WebDialect, WebSession } from './web-provider.ts'

const server = 'desec.io'

/** Of the answer to "which of my domains holds this name". */
const domainsSchema = v.array(v.object({ name: v.string(), minimum_ttl: v.number() }))
/** A set that is right is `{}` there, in the order of the request. */
const faultsSchema = v.array(v.record(v.string(), v.unknown()))

interface Domain {
  name: string
  minimumTtlSeconds: number
}

export class Desec implements WebDialect {
  readonly name = 'desec'
  readonly server = server
  readonly #magicPrefix: string
  readonly #ttlSeconds: number
  #domain: Domain | undefined
  /** Types that deSEC did not take: the record of the host key may do without. */
  readonly #refusedTypes = new Set<TypeName>()

  constructor(magicPrefix: string, ttlSeconds: number) {
    this.#magicPrefix = magicPrefix
    this.#ttlSeconds = ttlSeconds
  }

  secretFault(secret: string): string | undefined {
    return tokenFault(secret)
  }

  setsOf(records: OwnRecords): RecordSet[] {
    const sets = recordSetsOf(records, this.#magicPrefix)
    return sets.filter(({ type }) => !this.#refusedTypes.has(type))
  }

  publish(records: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    return this.#replace(records, (sets) => sets, session)
  }

  withdraw(records: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    return this.#replace(records, emptied, session)
  }

  async #replace(
    records: OwnRecords,
    change: (sets: RecordSet[]) => RecordSet[],
    session: WebSession,
  ): Promise<PublishOutcome> {
    const name = hostText(records.name)
    const domain = await this.#domainOf(name, session)
    if ('kind' in domain) return domain
    const sets = change(this.setsOf(records))
    const result = await session.send({
      method: 'PATCH',
      path: `/api/v1/domains/${encodeURIComponent(domain.name)}/rrsets/`,
      headers: authorization(session),
      json: sets.map((set) => this.#rrset(set, domain)),
    })
    if (!result.ok) return failed(result.problem)
    const { status, body } = result
    if (status === 200) return { kind: 'acknowledged' }
    if (status === 401 || status === 403) return failed({ code: 'login', server })
    if (status === 400 && this.#dropsKeyRecord(sets, body)) {
      return this.#replace(records, change, session)
    }
    return failed({ code: 'provider-refused', server, name, answer: quoted(body) })
  }

  /** Asked once: it does not change, and requests are counted there. */
  async #domainOf(name: string, session: WebSession): Promise<Domain | PublishOutcome> {
    if (this.#domain !== undefined) return this.#domain
    const result = await session.send({
      method: 'GET',
      path: `/api/v1/domains/?owns_qname=${encodeURIComponent(name)}`,
      headers: authorization(session),
    })
    if (!result.ok) return failed(result.problem)
    if (result.status === 401 || result.status === 403) return failed({ code: 'login', server })
    const domains = v.safeParse(domainsSchema, jsonOf(result.body))
    if (!domains.success) {
      return failed({ code: 'provider-refused', server, name, answer: quoted(result.body) })
    }
    const [found] = domains.output
    if (found === undefined) return failed({ code: 'host-missing', server, name })
    this.#domain = { name: found.name, minimumTtlSeconds: found.minimum_ttl }
    return this.#domain
  }

  /** Names are in lower case there, and an empty list of records removes the set. */
  #rrset({ name, type, rdatas }: RecordSet, domain: Domain) {
    const host = hostText(name)
    const subname = host === domain.name ? '' : host.slice(0, -(domain.name.length + 1))
    const records = rdatas.map((rdata) => rdataToText(types[type], rdata))
    return { subname, type, ttl: Math.max(this.#ttlSeconds, domain.minimumTtlSeconds), records }
  }

  /** Whether only IPSECKEY was wrong, which is then left out from now on. */
  #dropsKeyRecord(sets: readonly RecordSet[], body: string): boolean {
    const faults = v.safeParse(faultsSchema, jsonOf(body))
    if (!faults.success || this.#refusedTypes.has('IPSECKEY')) return false
    const wrong = sets.filter((_, at) => Object.keys(faults.output[at] ?? {}).length > 0)
    if (wrong.length === 0 || wrong.some(({ type }) => type !== 'IPSECKEY')) return false
    this.#refusedTypes.add('IPSECKEY')
    return true
  }
}

function authorization({ secret }: WebSession): Record<string, string> {
  return { Authorization: `Token ${secret}` }
}
