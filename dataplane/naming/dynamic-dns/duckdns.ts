// DuckDNS (https://www.duckdns.org/spec.jsp): one A and one AAAA record a host, hosts made by a person, and "OK" or "KO"
// for an answer. The magic name must be made as a host of its own. No SRV and no IPSECKEY.
import type { DnsName } from '../../wire/dns-name.ts'
import { magicName } from '../magic-name.ts'
import { addressSet, firstOfEachFamily, hostText, singleAddressSetsOf } from './own-records.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { DynamicDnsProblem } from './problems.ts'
import type { PublishOutcome } from './provider.ts'
import { failed, noProposal, quoted, tokenFault } from './web-provider.ts'
import type { WebDialect, WebSession } from './web-provider.ts'

const server = 'www.duckdns.org'
const zone = '.duckdns.org.'

type Told = { kind: 'ok' | 'ko' } | { kind: 'failed'; problem: DynamicDnsProblem }

export class DuckDns implements WebDialect {
  readonly name = 'duckdns'
  readonly server = server
  readonly #magicPrefix: string
  #magic: 'taken' | 'class-e-refused' | 'missing' = 'taken'

  constructor(magicPrefix: string) {
    this.#magicPrefix = magicPrefix
  }

  secretFault(secret: string): string | undefined {
    return tokenFault(secret)
  }

  setsOf(records: OwnRecords): RecordSet[] {
    const magic = magicName(records.name, this.#magicPrefix)
    const proposal = this.#proposal(records)
    const isTold = magic !== undefined && proposal !== undefined && this.#magic !== 'missing'
    return [
      ...singleAddressSetsOf(records),
      ...(isTold ? [addressSet(magic, 'A', [proposal])] : []),
    ]
  }

  async publish(records: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    const { name } = records
    // What is not said stays as it was: both are said, also that one is gone.
    const { v4, v6 } = firstOfEachFamily(records)
    if (v4 === undefined || v6 === undefined) {
      const cleared = await ask(name, 'clear=true', session)
      if (cleared.kind !== 'ok') return outcomeOf(cleared, name)
    }
    const addresses = [v4 && `ip=${v4}`, v6 && `ipv6=${encodeURIComponent(v6)}`]
    const told = await ask(name, addresses.filter(Boolean).join('&'), session)
    if (told.kind !== 'ok') return outcomeOf(told, name)
    const lack = await this.#publishMagic(records, session)
    const isPortTold = records.port === records.defaultPort || records.vip === undefined
    const port = { code: 'port-untold', server, port: records.port } as const
    return { kind: 'acknowledged', lack: lack ?? (isPortTold ? undefined : port) }
  }

  async withdraw({ name }: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    const magic = magicName(name, this.#magicPrefix)
    const told = await ask(name, 'clear=true', session)
    if (told.kind !== 'ok') return outcomeOf(told, name)
    // Where there is none, there is nothing to remove.
    if (magic !== undefined) await ask(magic, 'clear=true', session)
    return { kind: 'acknowledged' }
  }

  /** @returns what is missing, where something is */
  async #publishMagic(
    records: OwnRecords,
    session: WebSession,
  ): Promise<DynamicDnsProblem | undefined> {
    const magic = magicName(records.name, this.#magicPrefix)
    const proposal = this.#proposal(records)
    if (magic === undefined || proposal === undefined) return undefined
    const missing = { code: 'magic-missing', server, name: hostText(magic) } as const
    if (this.#magic === 'missing') return missing
    const told = await ask(magic, `ip=${proposal}`, session)
    if (told.kind === 'ok') return undefined
    if (told.kind === 'failed') return told.problem
    // "KO" may mean the address as well as the host: another address tells which.
    const wasTaken = this.#magic === 'taken'
    this.#magic = wasTaken ? 'class-e-refused' : 'missing'
    return wasTaken ? this.#publishMagic(records, session) : missing
  }

  #proposal({ vip }: OwnRecords): string | undefined {
    return this.#magic === 'class-e-refused' && vip !== undefined ? noProposal : vip
  }
}

async function ask(name: DnsName, what: string, { secret, send }: WebSession): Promise<Told> {
  const domain = encodeURIComponent(hostText(name).slice(0, -(zone.length - 1)))
  const token = encodeURIComponent(secret)
  const path = `/update?domains=${domain}&token=${token}&verbose=true&${what}`
  const result = await send({ method: 'GET', path, headers: {} })
  if (!result.ok) return { kind: 'failed', problem: result.problem }
  const [word = ''] = result.body.trim().split(/\s+/)
  if (word === 'OK') return { kind: 'ok' }
  if (word === 'KO') return { kind: 'ko' }
  const answer = quoted(result.body)
  return {
    kind: 'failed',
    problem: { code: 'provider-refused', server, name: hostText(name), answer },
  }
}

function outcomeOf(told: Exclude<Told, { kind: 'ok' }>, name: DnsName): PublishOutcome {
  if (told.kind === 'failed') return failed(told.problem)
  const answer = '"KO", which it says for a wrong token and for a host that is not in the account'
  return failed({ code: 'provider-refused', server, name: hostText(name), answer })
}
