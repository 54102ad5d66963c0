// The protocol of Dyn, No-IP and kin (https://help.dyn.com/remote-access-api/, https://www.noip.com/integrate). It knows
// one A and one AAAA record a host, and hosts that a person has made: the magic name must be made as a host of its own, as
// the paper did (section 5). No SRV and no IPSECKEY.
import { magicName } from '../magic-name.ts'
import { addressSet, firstOfEachFamily, hostText, singleAddressSetsOf } from './own-records.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { DynamicDnsProblem } from './problems.ts'
import type { PublishOutcome } from './provider.ts'
import { failed, noProposal, quoted } from './web-provider.ts'
import type { WebDialect, WebSession } from './web-provider.ts'

type Told = { ok: true; addresses: string[] } | { ok: false; problem: DynamicDnsProblem }

export class Dyndns2 implements WebDialect {
  readonly name = 'dyndns2'
  readonly server: string
  readonly #magicPrefix: string
  /** How the provider takes VIPs, as far as is known: asked once, since wrong requests count as abuse. */
  #magic: 'taken' | 'class-e-refused' | 'missing' = 'taken'

  constructor(server: string, magicPrefix: string) {
    this.server = server.replace(/:443$/, '')
    this.#magicPrefix = magicPrefix
  }

  secretFault(secret: string): string | undefined {
    const isPair = /^[^:\s][^:]*:\S.*$/.test(secret)
    return isPair ? undefined : 'it must hold user:password on one line'
  }

  setsOf(records: OwnRecords): RecordSet[] {
    const magic = this.#magicHost(records)
    const proposal = this.#proposal(records)
    return [
      ...singleAddressSetsOf(records),
      ...(magic === undefined || proposal === undefined || this.#magic === 'missing'
        ? []
        : [addressSet(magic.dnsName, 'A', [proposal])]),
    ]
  }

  async publish(records: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    const own = hostText(records.name)
    const { v4, v6 } = firstOfEachFamily(records)
    const addresses = [v4, v6].filter((address) => address !== undefined)
    const told = await this.#update(own, addresses.join(','), session)
    if (!told.ok) return failed(told.problem)
    const lack = await this.#publishMagic(records, session)
    return { kind: 'acknowledged', lack: lack ?? this.#portLack(records) }
  }

  /** Only paid accounts have "offline". */
  async withdraw(records: OwnRecords, session: WebSession): Promise<PublishOutcome> {
    const magic = this.#magicHost(records)
    const hosts = [hostText(records.name), ...(magic === undefined ? [] : [magic.text])]
    for (const host of hosts) {
      const told = await this.#request(host, 'offline=YES', session)
      if (!told.ok) return failed(told.problem)
    }
    return { kind: 'acknowledged' }
  }

  /** @returns what is missing, where something is */
  async #publishMagic(
    records: OwnRecords,
    session: WebSession,
  ): Promise<DynamicDnsProblem | undefined> {
    const magic = this.#magicHost(records)
    const proposal = this.#proposal(records)
    if (magic === undefined || proposal === undefined) return undefined
    const missing = { code: 'magic-missing', server: this.server, name: magic.text } as const
    if (this.#magic === 'missing') return missing
    const told = await this.#update(magic.text, proposal, session)
    if (told.ok && told.addresses.every((address) => address === proposal)) return undefined
    if (!told.ok && told.problem.code === 'host-missing') {
      this.#magic = 'missing'
      return missing
    }
    if (
      this.#magic === 'class-e-refused' ||
      (!told.ok && told.problem.code !== 'provider-refused')
    ) {
      return told.ok ? undefined : told.problem
    }
    this.#magic = 'class-e-refused'
    return this.#publishMagic(records, session)
  }

  #proposal({ vip }: OwnRecords): string | undefined {
    return this.#magic === 'class-e-refused' && vip !== undefined ? noProposal : vip
  }

  #magicHost({ name }: OwnRecords) {
    const dnsName = magicName(name, this.#magicPrefix)
    return dnsName && { dnsName, text: hostText(dnsName) }
  }

  #portLack({ port, defaultPort, vip }: OwnRecords): DynamicDnsProblem | undefined {
    if (port === defaultPort || vip === undefined) return undefined
    return { code: 'port-untold', server: this.server, port }
  }

  #update(host: string, addresses: string, session: WebSession): Promise<Told> {
    return this.#request(host, `myip=${encodeURIComponent(addresses)}`, session)
  }

  async #request(host: string, what: string, { secret, send }: WebSession): Promise<Told> {
    const basic = Buffer.from(secret).toString('base64')
    const result = await send({
      method: 'GET',
      path: `/nic/update?hostname=${encodeURIComponent(host)}&${what}`,
      headers: { Authorization: `Basic ${basic}` },
    })
    if (!result.ok) return result
    if (result.status === 401) return this.#refusal('badauth', host)
    const [code = '', addresses = ''] = result.body.trim().split(/\s+/)
    if (code !== 'good' && code !== 'nochg') return this.#refusal(code, host, result.body)
    const got = addresses === '' ? [] : addresses.split(',')
    // "good 127.0.0.1" says that nothing was done (https://help.dyn.com/return-codes/).
    const isIgnored = got.includes('127.0.0.1') && !what.includes('127.0.0.1')
    return isIgnored ? this.#refusal('badagent', host) : { ok: true, addresses: got }
  }

  #refusal(code: string, host: string, body = code): Told {
    const { server } = this
    const problem = (): DynamicDnsProblem => {
      switch (code) {
        case 'badauth':
          return { code: 'login', server }
        case 'nohost':
          return { code: 'host-missing', server, name: host }
        case 'abuse':
          return { code: 'abuse', server }
        case 'badagent':
          return { code: 'agent', server }
        // A fault of theirs, as "911" is.
        case 'dnserr':
        case '911':
          return { code: 'out-of-order', server }
        // notfqdn, numhost, !donator, and what nobody has heard of yet.
        default:
          return { code: 'provider-refused', server, name: host, answer: quoted(body) }
      }
    }
    return { ok: false, problem: problem() }
  }
}
