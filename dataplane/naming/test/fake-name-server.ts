// A name server on loopback that says what a test tells it to, UDP and TCP on one port.
import type { Endpoint } from '../../lib/endpoint.ts'
import { systemClock } from '../../lib/clock.ts'
import type { Transport } from '../../lib/listen-error.ts'
import { TcpListener } from '../../lib/tcp-listener.ts'
import { UdpListener } from '../../lib/udp-listener.ts'
import { classes, rcodes, types } from '../../wire/dns-codes.ts'
import type { TypeName } from '../../wire/dns-codes.ts'
import { decodeMessage, encodeMessage } from '../../wire/dns-message.ts'
import type { DnsMessage, DnsQuestion, DnsRecord } from '../../wire/dns-message.ts'
import { isWithin, nameKey } from '../../wire/dns-name.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { encodeRdata } from '../../wire/dns-rdata.ts'
import type { Rdata } from '../../wire/dns-rdata.ts'
import { onFreePort } from './on-free-port.ts'

export type Reply = (answer: Uint8Array) => void
/** Answers, or not, now or later, as often as it likes. */
export type Behaviour = (query: Buffer, reply: Reply, transport: Transport) => void

export class FakeNameServer {
  /** Questions as `A b.vipip.net.`, in the order of their arrival. */
  readonly asked: string[] = []
  behave: Behaviour
  endpoint: Endpoint = { address: '127.0.0.1', port: 0 }
  #listeners: (UdpListener | TcpListener)[] = []

  constructor(behave: Behaviour = () => {}) {
    this.behave = behave
  }

  async start(): Promise<this> {
    await onFreePort(() => this.#listen())
    return this
  }

  async #listen(): Promise<void> {
    const udp = new UdpListener(this.endpoint, {
      maxRequestBytes: 0xffff,
      answer: (query, reply) => this.#answer(query, reply, 'udp'),
    })
    const endpoint = { ...this.endpoint, port: await udp.start() }
    const tcp = new TcpListener(endpoint, {
      clock: systemClock,
      maxConnections: 64,
      maxPendingAnswers: 64,
      idleMs: 10_000,
      answer: (query, reply) => this.#answer(query, reply, 'tcp'),
    })
    try {
      await tcp.start()
    } catch (error) {
      await udp.stop()
      throw error
    }
    this.endpoint = endpoint
    this.#listeners = [udp, tcp]
  }

  async stop(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.stop()))
  }

  countOf(question: string): number {
    return this.asked.filter((each) => each === question).length
  }

  #answer(query: Buffer, reply: Reply, transport: Transport): void {
    const question = questionOf(query)
    if (question) {
      const type = Object.entries(types).find(([, number]) => number === question.type)?.[0]
      this.asked.push(`${type ?? question.type} ${nameKey(question.name)}`)
    }
    this.behave(query, reply, transport)
  }
}

export function questionOf(query: Uint8Array): DnsQuestion | undefined {
  const decoded = decodeMessage(query)
  return decoded.ok ? decoded.message.question : undefined
}

export function record<Type extends TypeName>(
  name: string,
  type: Type,
  rdata: Rdata<Type>,
  ttl = 60,
): DnsRecord {
  const data = encodeRdata(type, rdata)
  return { name: name as DnsName, type: types[type], class: classes.in, ttl, rdata: data }
}

export function soa(zone: string, minimumSeconds = 60): DnsRecord {
  return record(zone, 'SOA', {
    primary: `ns.${zone}` as DnsName,
    mailbox: `hostmaster.${zone}` as DnsName,
    serial: 1,
    refreshSeconds: 1,
    retrySeconds: 1,
    expireSeconds: 1,
    minimumSeconds,
  })
}

/** An answer to the query with these differences. */
export function response(query: Uint8Array, parts: Partial<DnsMessage> & { rcode?: number } = {}) {
  const decoded = decodeMessage(query)
  if (!decoded.ok) throw new Error('the test sent no DNS message')
  const { rcode = 0, ...rest } = parts
  const { message } = decoded
  const bytes = encodeMessage({
    ...message,
    header: { ...message.header, isResponse: true, recursionAvailable: true, rcode },
    ...rest,
  })
  if (bytes === undefined) throw new Error('the answer is too long')
  return bytes
}

/** Serves records: NODATA and NXDOMAIN with the SOA of `zone`, authoritative. */
export function serving(zone: string, records: readonly DnsRecord[]): Behaviour {
  return (query, reply) => {
    const question = questionOf(query)
    if (question === undefined) return
    const name = nameKey(question.name)
    const ofName = records.filter((each) => nameKey(each.name) === name)
    const links = ofName.filter(({ type }) => type === types.CNAME)
    const target = links.length > 0 ? records.filter(({ type }) => type === question.type) : []
    const answers = [...links, ...target, ...ofName].filter(
      ({ type }, at) => type === question.type || at < links.length,
    )
    const isName = records.some((each) => isWithin(each.name, question.name))
    const decoded = decodeMessage(query)
    if (!decoded.ok) return
    const { header } = decoded.message
    reply(
      response(query, {
        header: {
          ...header,
          isResponse: true,
          authoritative: true,
          recursionAvailable: true,
          rcode: isName ? rcodes.noError : rcodes.nxDomain,
        },
        answers: [...new Set(answers)],
        authority: answers.length > 0 ? [] : [soa(zone)],
      }),
    )
  }
}
