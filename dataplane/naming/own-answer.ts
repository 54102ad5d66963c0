// Answers that we make ourselves, as bytes: for names with a VIP, for VIPs, and refusals.
import { classes, metaTypes, rcodes, types } from '../wire/dns-codes.ts'
import { readHeader } from '../wire/dns-header.ts'
import { encodeMessage } from '../wire/dns-message.ts'
import type { DnsMessage, DnsRecord, EdnsOption } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { encodeRdata } from '../wire/dns-rdata.ts'
import { maxUdpAnswerBytes } from './limits.ts'
import type { MappedName } from './ports.ts'

/** PROTOCOL section 2: a mapping may end, and the tables answer faster than any cache. */
const vipTtlSeconds = 1

/** RFC 8914. */
const extendedErrorOption = 15
export const extendedErrors = { other: 0, blocked: 15, networkError: 23 } as const

export interface ExtendedError {
  code: (typeof extendedErrors)[keyof typeof extendedErrors]
  /** For people who ask with dig. */
  text: string
}

export interface OwnAnswer {
  rcode?: number
  answers?: readonly DnsRecord[]
  error?: ExtendedError
}

/** For a query that could be decoded. */
export function ownAnswer(query: DnsMessage, { rcode, answers, error }: OwnAnswer): Uint8Array {
  const { header, question, edns } = query
  const options: EdnsOption[] = error
    ? [{ code: extendedErrorOption, data: extendedErrorData(error) }]
    : []
  const isOldVersion = edns === undefined || edns.version === 0
  const bytes = encodeMessage({
    header: {
      ...header,
      isResponse: true,
      authoritative: false,
      truncated: false,
      recursionAvailable: true,
      authenticData: false,
      rcode: isOldVersion ? (rcode ?? rcodes.noError) : rcodes.badVers,
    },
    question,
    answers: isOldVersion ? [...(answers ?? [])] : [],
    authority: [],
    additional: [],
    // RFC 6891 section 6.1.1: who sends one gets one, and nobody else.
    edns: edns && {
      udpPayloadBytes: maxUdpAnswerBytes,
      version: 0,
      dnssecOk: edns.dnssecOk,
      options,
    },
    tsig: undefined,
  })
  // Only a limit makes it undefined, and none was given.
  return bytes ?? new Uint8Array(0)
}

/** For bytes of which only the header could be read. */
export function bareAnswer(query: Uint8Array, rcode: number): Uint8Array {
  const { header } = readHeader(query)
  const nothing = { answers: [], authority: [], additional: [], edns: undefined, tsig: undefined }
  return ownAnswer({ header, question: undefined, ...nothing }, { rcode })
}

/**
 * Records of a name that has a VIP: none of a physical address, and of service bindings (RFC 9460) none at
 * all, since their hints would lead past the VIP. What is missing is NODATA, never NXDOMAIN.
 */
export function vipRecords(
  owner: DnsName,
  type: number,
  { vip, vip6 }: MappedName,
): readonly DnsRecord[] {
  const records: DnsRecord[] = []
  if (type === types.A || type === metaTypes.ANY) {
    records.push(record(owner, types.A, encodeRdata('A', { address: vip })))
  }
  if (vip6 !== undefined && (type === types.AAAA || type === metaTypes.ANY)) {
    records.push(record(owner, types.AAAA, encodeRdata('AAAA', { address: vip6 })))
  }
  return records
}

/** The name behind a VIP. */
export function pointerRecords(owner: DnsName, type: number, name: DnsName): readonly DnsRecord[] {
  if (type !== types.PTR && type !== metaTypes.ANY) return []
  return [record(owner, types.PTR, encodeRdata('PTR', { target: name }))]
}

function record(name: DnsName, type: number, rdata: Uint8Array): DnsRecord {
  return { name, type, class: classes.in, ttl: vipTtlSeconds, rdata }
}

function extendedErrorData({ code, text }: ExtendedError): Uint8Array {
  return Uint8Array.of(code >>> 8, code & 0xff, ...Buffer.from(text))
}
