// From the bytes of a request to the bytes of its answer. No sockets here, and no clock but the given one.
import { classes, isMetaType, metaTypes, opcodes, rcodes, types } from '../wire/dns-codes.ts'
import { headerBytes, readHeader } from '../wire/dns-header.ts'
import type { DnsHeader } from '../wire/dns-header.ts'
import { decodeMessage, encodeMessage } from '../wire/dns-message.ts'
import type { DnsMessage, DnsQuestion, DnsRecord } from '../wire/dns-message.ts'
import { isWithin, sameName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { signResponse, tsigBytes, verifyRequest } from '../wire/tsig.ts'
import type { RequestVerdict, TsigKey } from '../wire/tsig.ts'
import { applyUpdate } from './apply-update.ts'
import { maxUdpAnswerBytes, plainUdpAnswerBytes } from './limits.ts'
import { lookUp } from './lookup.ts'
import { NameServerError } from './name-server-error.ts'
import { RememberedUpdates } from './remembered-updates.ts'
import type { ZoneStore } from './zone-store.ts'
import type { Rrset } from './zone.ts'

export type Transport = 'udp' | 'tcp'

export interface ResponderOptions {
  stores: readonly ZoneStore[]
  /** Whoever has one of them may change every zone here. */
  keys: readonly TsigKey[]
  nowSeconds: () => number
  /** An update was lost because it could not be written. */
  onError: (error: NameServerError) => void
}

/** What differs between answers. */
interface Answer {
  rcode: number
  authoritative?: boolean
  answers?: readonly Rrset[]
  authority?: readonly Rrset[]
  additional?: readonly Rrset[]
}

export class Responder {
  readonly #options: ResponderOptions
  readonly #remembered = new RememberedUpdates()

  constructor(options: ResponderOptions) {
    this.#options = options
  }

  /** Undefined for what gets no answer: answers themselves, and less than a header. */
  respond(bytes: Uint8Array, transport: Transport): Uint8Array | undefined {
    if (bytes.length < headerBytes) return undefined
    const { header } = readHeader(bytes)
    if (header.isResponse) return undefined
    const decoded = decodeMessage(bytes)
    if (!decoded.ok) return bareAnswer(header, rcodes.formErr)
    const { message } = decoded
    const now = this.#options.nowSeconds()
    const verdict = verifyRequest(bytes, message, this.#options.keys, now)
    const answer = this.#answer(message, verdict)
    const limit = sizeLimit(message, transport) - tsigBytes(verdict)
    const encoded = encodeWithin(limit, message, answer) ?? bareAnswer(header, rcodes.servFail)
    return signResponse(encoded, verdict, now)
  }

  #answer(message: DnsMessage, verdict: RequestVerdict): Answer {
    const { header, question, edns } = message
    if (edns && edns.version !== 0) return { rcode: rcodes.badVers }
    if (verdict.kind === 'malformed') return { rcode: rcodes.formErr }
    if (verdict.kind === 'unproven' || verdict.kind === 'refused') return { rcode: rcodes.notAuth }
    if (header.opcode !== opcodes.query && header.opcode !== opcodes.update) {
      return { rcode: rcodes.notImp }
    }
    if (question === undefined) return { rcode: rcodes.formErr }
    return header.opcode === opcodes.query
      ? this.#query(question)
      : this.#update(message, question, verdict)
  }

  #query({ name, type, class: kind }: DnsQuestion): Answer {
    const store = this.#storeOf(name)
    // Whole zones are for nobody: there are no secondaries, and names tell where machines are.
    const isTransfer = type === metaTypes.AXFR || type === metaTypes.IXFR
    if (store === undefined || kind !== classes.in || isTransfer) return { rcode: rcodes.refused }
    if (isMetaType(type) && type !== metaTypes.ANY) return { rcode: rcodes.formErr }
    return lookUp(store.zone, name, type)
  }

  #update(message: DnsMessage, zone: DnsQuestion, verdict: RequestVerdict): Answer {
    if (zone.type !== types.SOA) return { rcode: rcodes.formErr }
    const store = this.#options.stores.find((each) => sameName(each.zone.apex, zone.name))
    if (store === undefined || zone.class !== classes.in) return { rcode: rcodes.notAuth }
    if (verdict.kind !== 'verified') return { rcode: rcodes.refused }
    const earlier = this.#remembered.rcodeOf(verdict.tsig)
    if (earlier !== undefined) return { rcode: earlier }
    const rcode = this.#apply(store, message)
    // What could not be written may be, when it comes again.
    if (rcode !== rcodes.servFail) {
      this.#remembered.remember(verdict.tsig, rcode, this.#options.nowSeconds())
    }
    return { rcode }
  }

  #apply(store: ZoneStore, { answers, authority }: DnsMessage): number {
    const update = { prerequisites: answers, changes: authority }
    const outcome = applyUpdate(store.zone, update)
    if (outcome.kind === 'refused') return outcome.rcode
    if (outcome.kind === 'unchanged') return rcodes.noError
    try {
      store.replace(outcome.zone)
      return rcodes.noError
    } catch (error) {
      if (!(error instanceof NameServerError)) throw error
      this.#options.onError(error)
      return rcodes.servFail
    }
  }

  /** Of several zones one inside the other, the innermost. */
  #storeOf(name: DnsName): ZoneStore | undefined {
    return this.#options.stores
      .filter(({ zone }) => isWithin(name, zone.apex))
      .sort((a, b) => b.zone.apex.length - a.zone.apex.length)[0]
  }
}

function sizeLimit({ edns }: DnsMessage, transport: Transport): number {
  if (transport === 'tcp') return 0xffff
  if (edns === undefined) return plainUdpAnswerBytes
  return Math.min(Math.max(edns.udpPayloadBytes, plainUdpAnswerBytes), maxUdpAnswerBytes)
}

/** All of it; without what is only a courtesy; or nothing, and the client comes again over TCP. */
function encodeWithin(limit: number, request: DnsMessage, answer: Answer): Uint8Array | undefined {
  const { header, question } = request
  const whole: DnsMessage = {
    header: {
      ...header,
      isResponse: true,
      authoritative: answer.authoritative ?? false,
      truncated: false,
      recursionAvailable: false,
      authenticData: false,
      rcode: answer.rcode,
    },
    question,
    answers: recordsOf(answer.answers),
    authority: recordsOf(answer.authority),
    additional: recordsOf(answer.additional),
    edns: request.edns && {
      udpPayloadBytes: maxUdpAnswerBytes,
      version: 0,
      dnssecOk: request.edns.dnssecOk,
      options: [],
    },
    tsig: undefined,
  }
  const encoded = encodeMessage(whole, limit)
  if (encoded) return encoded
  // The addresses of a referral are no courtesy: without them it leads nowhere (RFC 9471).
  const brief = { ...whole, additional: [] }
  const isReferral = whole.answers.length === 0
  const shorter = isReferral ? undefined : encodeMessage(brief, limit)
  if (shorter) return shorter
  if (limit > maxUdpAnswerBytes) return undefined
  const truncated = { ...whole.header, truncated: true }
  return encodeMessage({ ...brief, header: truncated, answers: [], authority: [] }, limit)
}

function recordsOf(rrsets: readonly Rrset[] = []): DnsRecord[] {
  return rrsets.flatMap(({ name, type, ttl, rdatas }) =>
    rdatas.map((rdata) => ({ name, type, class: classes.in, ttl, rdata })),
  )
}

/** For a request of which only the header could be read. */
function bareAnswer(header: DnsHeader, rcode: number): Uint8Array {
  const message: DnsMessage = {
    header: {
      ...header,
      isResponse: true,
      authoritative: false,
      truncated: false,
      recursionAvailable: false,
      authenticData: false,
      rcode,
    },
    question: undefined,
    answers: [],
    authority: [],
    additional: [],
    edns: undefined,
    tsig: undefined,
  }
  return encodeMessage(message) ?? new Uint8Array(0)
}
