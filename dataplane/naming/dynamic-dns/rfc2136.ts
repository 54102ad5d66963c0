// Secure dynamic updates to a name server of one's own (RFC 2136 with TSIG, RFC 8945): everything in one message, built,
// signed and sent before `publish` returns.
import { randomInt } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import { parseEndpoint } from '../../lib/endpoint.ts'
import type { Endpoint } from '../../lib/endpoint.ts'
import { classes, opcodes, rcodes, types } from '../../wire/dns-codes.ts'
import { encodeMessage } from '../../wire/dns-message.ts'
import type { DnsMessage, DnsRecord } from '../../wire/dns-message.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { signRequest, tsigErrors } from '../../wire/tsig.ts'
import type { TsigKey } from '../../wire/tsig.ts'
import { asking } from '../own-question.ts'
import type { Ask } from '../own-question.ts'
import { Upstreams } from '../upstreams.ts'
import { readTsigKey } from './key-file.ts'
import type { KeyFileContent } from './key-file.ts'
import { askVisibleMs, ownServerVisibleWithinMs } from './limits.ts'
import { emptied, recordSetsOf } from './own-records.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { DynamicDnsProblem } from './problems.ts'
import { isOfNetwork } from './problems.ts'
import type { DynamicDnsProvider, PublishContext, PublishOutcome } from './provider.ts'
import { SignedExchange } from './signed-exchange.ts'
import type { ExchangeEnd } from './signed-exchange.ts'

export interface Rfc2136Options {
  clock: Clock
  /** `address:port` or `name:port`. */
  server: string
  zone: DnsName
  keyPath: string
  ttlSeconds: number
  magicPrefix: string
  /** Of a server that is configured by its name; none where they cannot be found. */
  addressesOf: (host: string) => Promise<readonly string[]>
}

const dnsPort = 53

export class Rfc2136 implements DynamicDnsProvider {
  readonly name = 'rfc2136'
  readonly visibleWithinMs = ownServerVisibleWithinMs
  readonly askZone: Ask
  readonly #options: Rfc2136Options
  readonly #upstreams: Upstreams
  /** Read anew after a failure for which it may be to blame. */
  #key: KeyFileContent<TsigKey>
  /** None where its name is not resolved; looked up anew after silence. */
  #servers: readonly Endpoint[]
  #exchange: SignedExchange | undefined

  constructor(options: Rfc2136Options) {
    this.#options = options
    this.#key = readTsigKey(options.keyPath)
    const endpoint = parseEndpoint(options.server)
    this.#servers = endpoint === undefined ? [] : [endpoint]
    this.#upstreams = new Upstreams(options.clock, this.#servers, uncounted, askVisibleMs)
    const askServer = asking(
      (query, via) => this.#upstreams.ask(query, via),
      false,
      () => {},
    )
    this.askZone = async (name, type) =>
      (await this.#resolve()) ? askServer(name, type) : undefined
    void this.#resolve()
  }

  setsOf(records: OwnRecords): RecordSet[] {
    return recordSetsOf(records, this.#options.magicPrefix)
  }

  publish(records: OwnRecords, context: PublishContext): Promise<PublishOutcome> {
    return this.#send(records.name, this.setsOf(records), context)
  }

  withdraw(records: OwnRecords, context: PublishContext): Promise<PublishOutcome> {
    return this.#send(records.name, emptied(this.setsOf(records)), context)
  }

  networkChanged(): void {
    this.#exchange?.networkChanged()
  }

  stop(): void {
    this.#exchange?.stop()
    this.#upstreams.stop()
  }

  /** Nothing is awaited before the message leaves, where the server's address and the key are known. */
  #send(
    name: DnsName,
    sets: readonly RecordSet[],
    context: PublishContext,
  ): Promise<PublishOutcome> {
    const key = this.#key.ok ? this.#key : readTsigKey(this.#options.keyPath)
    this.#key = key
    if (!key.ok) return Promise.resolve({ kind: 'failed', problem: key.problem })
    if (this.#servers.length > 0) return this.#exchangeWith(key.value, name, sets, context)
    return this.#resolve().then((isResolved) => {
      if (context.signal.aborted) return { kind: 'superseded' }
      if (isResolved) return this.#exchangeWith(key.value, name, sets, context)
      const problem = { code: 'server-unknown', server: this.#serverText() } as const
      return { kind: 'failed', problem }
    })
  }

  #exchangeWith(
    key: TsigKey,
    name: DnsName,
    sets: readonly RecordSet[],
    { signal, onSent }: PublishContext,
  ): Promise<PublishOutcome> {
    const { clock } = this.#options
    const nowSeconds = Math.floor(clock.wallMs() / 1000)
    const signed = signRequest(this.#message(sets), key, nowSeconds)
    const { promise, resolve } = Promise.withResolvers<PublishOutcome>()
    const exchange = new SignedExchange({
      clock,
      servers: this.#servers,
      signed,
      key,
      onSent,
      onEnded: (end) => resolve(this.#outcomeOf(end, key, name)),
    })
    this.#exchange = exchange
    signal.addEventListener('abort', () => {
      exchange.stop()
      resolve({ kind: 'superseded' })
    })
    exchange.start()
    return promise
  }

  /** RFC 2136 section 2: the zone, and the sets in the place of whatever is there. */
  #message(sets: readonly RecordSet[]): Uint8Array {
    const { zone, ttlSeconds } = this.#options
    const changes = sets.flatMap(({ name, type, rdatas }): DnsRecord[] => {
      const owner = { name, type: types[type] }
      return [
        { ...owner, class: classes.any, ttl: 0, rdata: new Uint8Array(0) },
        ...rdatas.map((rdata) => ({ ...owner, class: classes.in, ttl: ttlSeconds, rdata })),
      ]
    })
    const message: DnsMessage = {
      header: {
        id: randomInt(0x1_0000),
        isResponse: false,
        opcode: opcodes.update,
        authoritative: false,
        truncated: false,
        recursionDesired: false,
        recursionAvailable: false,
        authenticData: false,
        checkingDisabled: false,
        rcode: 0,
      },
      question: { name: zone, type: types.SOA, class: classes.in },
      answers: [],
      authority: changes,
      additional: [],
      edns: undefined,
      tsig: undefined,
    }
    // Only a limit makes it undefined, and none was given.
    return encodeMessage(message) ?? new Uint8Array(0)
  }

  #outcomeOf(end: ExchangeEnd, key: TsigKey, name: DnsName): PublishOutcome {
    if (end.kind === 'answered' && end.rcode === rcodes.noError) {
      return { kind: 'acknowledged', atUs: end.arrivedUs }
    }
    const problem = this.#problemOf(end, key, name)
    if (problem.code === 'bad-key' || problem.code === 'bad-signature') {
      this.#key = readTsigKey(this.#options.keyPath)
    }
    // Its name may lead elsewhere by now.
    if (isOfNetwork(problem)) void this.#lookUp()
    return { kind: 'failed', problem }
  }

  #problemOf(end: ExchangeEnd, key: TsigKey, dnsName: DnsName): DynamicDnsProblem {
    const server = this.#serverText()
    const name = dnsName.replace(/\.$/, '')
    const zone = this.#options.zone.replace(/\.$/, '')
    const keyName = key.name.replace(/\.$/, '')
    switch (end.kind) {
      case 'no-route':
      case 'nobody-listens':
      case 'no-answer':
        return { code: end.kind, server }
      case 'bad-time': {
        const aheadSeconds = Math.round(this.#options.clock.wallMs() / 1000 - end.serverTimeSeconds)
        return { code: 'bad-time', server, aheadSeconds }
      }
      case 'hinted':
        if (end.tsigError === tsigErrors.badKey) return { code: 'bad-key', server, keyName }
        if (end.tsigError === tsigErrors.badSig) return { code: 'bad-signature', server, keyName }
        break
      case 'answered':
        break
      default:
        end satisfies never
    }
    const { rcode } = end
    if (rcode === rcodes.refused) return { code: 'refused', server, zone, name }
    if (rcode === rcodes.notAuth) return { code: 'not-auth', server, zone, name }
    if (rcode === rcodes.notZone) return { code: 'not-zone', server, zone, name }
    return { code: 'rcode', server, rcode }
  }

  /** Whether the server's address is known now. */
  async #resolve(): Promise<boolean> {
    if (this.#servers.length === 0) await this.#lookUp()
    return this.#servers.length > 0
  }

  async #lookUp(): Promise<void> {
    const { server, addressesOf } = this.#options
    if (parseEndpoint(server) !== undefined) return
    const [, host = server, port = String(dnsPort)] = /^(.*):(\d+)$/.exec(server) ?? []
    const addresses = await addressesOf(host)
    // Better what was right before than nothing.
    if (addresses.length === 0) return
    this.#servers = addresses.map((address) => ({ address, port: Number(port) }))
    this.#upstreams.use(this.#servers)
  }

  #serverText(): string {
    return this.#options.server.replace(/:53$/, '').replace(/^\[(.*)\]$/, '$1')
  }
}

const uncounted = {
  coalesced() {},
  repeated() {},
  forged() {},
  unanswered() {},
  overloaded() {},
}
