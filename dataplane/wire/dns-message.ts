// DNS messages: queries, answers and updates (RFC 1035, RFC 2136, RFC 6891).
//
// Our own codec, though dns-packet is a dependency: that one loses labels with a dot or with bytes over
// 127, writes UPDATE's class NONE and its empty RDATA as something else, knows neither TSIG nor SVCB, does
// not compress, and throws. Patching around it was more code than these files; it remains the other
// opinion in the tests.
//
// RDATA stays bytes here, with compressed names written out, so that a record of any type and with any
// content goes through unchanged; dns-rdata.ts has the view by type.
import { DnsReader, DnsWriter } from './dns-bytes.ts'
import { metaTypes } from './dns-codes.ts'
import { headerFault } from './dns-guard.ts'
import type { HeaderFault } from './dns-guard.ts'
import { headerBytes, readHeader, writeFlags } from './dns-header.ts'
import type { DnsHeader } from './dns-header.ts'
import { readName, rootName, writeName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'
import { readRdata, writeRdata } from './dns-rdata.ts'

export interface DnsQuestion {
  name: DnsName
  type: number
  class: number
}

export interface DnsRecord {
  name: DnsName
  type: number
  class: number
  /** Seconds. */
  ttl: number
  /** Without compression. May be empty whatever the type: UPDATE has such records. */
  rdata: Uint8Array
}

export interface EdnsOption {
  code: number
  data: Uint8Array
}

/** RFC 6891: the OPT record, which is about the message and so not among `additional`. */
export interface Edns {
  /** What the sender can receive over UDP, bytes. */
  udpPayloadBytes: number
  version: number
  dnssecOk: boolean
  options: EdnsOption[]
}

/** RFC 8945 section 4.2. Only its place is checked here; tsig.ts checks the rest. */
export interface TsigPlace {
  /** Offset of the TSIG record: the bytes before it are what was signed. */
  at: number
  record: DnsRecord
}

export interface DnsMessage {
  header: DnsHeader
  /** UPDATE's zone section has the same form. */
  question: DnsQuestion | undefined
  /** UPDATE: prerequisites. */
  answers: DnsRecord[]
  /** UPDATE: changes. */
  authority: DnsRecord[]
  additional: DnsRecord[]
  edns: Edns | undefined
  tsig: TsigPlace | undefined
}

export type DecodeFault =
  | HeaderFault
  | 'malformed'
  | 'trailing-bytes'
  | 'several-opt'
  | 'opt-name'
  | 'opt-options'
  | 'tsig-not-last'

export type Decoded = { ok: true; message: DnsMessage } | { ok: false; fault: DecodeFault }

/** Total: every byte string gives a message or a fault, in time proportional to its length. */
export function decodeMessage(bytes: Uint8Array): Decoded {
  const fault = headerFault(bytes)
  if (fault !== undefined) return { ok: false, fault }
  const { header, counts } = readHeader(bytes)
  const reader = new DnsReader(bytes, headerBytes)
  const question = counts.questions === 0 ? undefined : readQuestion(reader)
  const answers = readRecords(reader, counts.answers)
  const authority = readRecords(reader, counts.authority)
  const starts: number[] = []
  const tail = readRecords(reader, counts.additional, starts)
  if (reader.failed) return { ok: false, fault: 'malformed' }
  if (!reader.atEnd) return { ok: false, fault: 'trailing-bytes' }

  const isTsig = ({ type }: DnsRecord) => type === metaTypes.TSIG
  const isOpt = ({ type }: DnsRecord) => type === metaTypes.OPT
  const last = tail.at(-1)
  const tsig = last && isTsig(last) ? { at: starts.at(-1) ?? 0, record: last } : undefined
  const others = tsig ? tail.slice(0, -1) : tail
  if ([...answers, ...authority, ...others].some(isTsig)) {
    return { ok: false, fault: 'tsig-not-last' }
  }
  const opts = others.filter(isOpt)
  if (opts.length > 1 || [...answers, ...authority].some(isOpt)) {
    return { ok: false, fault: 'several-opt' }
  }
  const [opt] = opts
  if (opt !== undefined && opt.name !== rootName) return { ok: false, fault: 'opt-name' }
  const edns = opt && readEdns(opt)
  if (edns === 'fault') return { ok: false, fault: 'opt-options' }
  const upper = opt === undefined ? 0 : (opt.ttl >>> 24) * 16
  return {
    ok: true,
    message: {
      header: { ...header, rcode: upper + header.rcode },
      question,
      answers,
      authority,
      additional: others.filter((record) => !isOpt(record)),
      edns,
      tsig,
    },
  }
}

/**
 * The message without its TSIG, which is added to the bytes by tsig.ts. Undefined when it is longer than
 * `maxBytes`. @throws RangeError for values that do not fit, such as an rcode above 15 without EDNS
 */
export function encodeMessage(message: DnsMessage, maxBytes = 0xffff): Uint8Array | undefined {
  const { header, question, answers, authority, additional, edns } = message
  const writer = new DnsWriter()
  writer.u16(header.id)
  writer.u16(writeFlags(header, edns !== undefined))
  writer.u16(question ? 1 : 0)
  writer.u16(answers.length)
  writer.u16(authority.length)
  writer.u16(additional.length + (edns ? 1 : 0))
  if (question) {
    writeName(writer, question.name, true)
    writer.u16(question.type)
    writer.u16(question.class)
  }
  for (const record of [...answers, ...authority, ...additional]) {
    writeRecord(writer, record)
    if (writer.length > maxBytes) return undefined
  }
  if (edns) writeEdns(writer, edns, header.rcode)
  return writer.length > maxBytes ? undefined : writer.finish()
}

function readQuestion(reader: DnsReader): DnsQuestion {
  return { name: readName(reader), type: reader.u16(), class: reader.u16() }
}

function readRecords(reader: DnsReader, count: number, starts: number[] = []): DnsRecord[] {
  const records: DnsRecord[] = []
  for (let left = count; left > 0 && !reader.failed; left--) {
    starts.push(reader.at)
    const head = { ...readQuestion(reader), ttl: reader.u32() }
    const rdata = readRdata(reader, head.type, reader.u16())
    records.push({ ...head, rdata })
  }
  return records
}

function writeRecord(writer: DnsWriter, record: DnsRecord): void {
  writeName(writer, record.name, true)
  writer.u16(record.type)
  writer.u16(record.class)
  writer.u32(record.ttl)
  writer.withLength(() => writeRdata(writer, record.type, record.rdata))
}

function readEdns(opt: DnsRecord): Edns | 'fault' {
  const reader = new DnsReader(opt.rdata)
  const options: EdnsOption[] = []
  while (!reader.atEnd) options.push({ code: reader.u16(), data: reader.take(reader.u16()) })
  if (reader.failed) return 'fault'
  return {
    udpPayloadBytes: opt.class,
    version: (opt.ttl >>> 16) & 0xff,
    dnssecOk: (opt.ttl & 0x8000) !== 0,
    options,
  }
}

function writeEdns(writer: DnsWriter, edns: Edns, rcode: number): void {
  writer.u8(0)
  writer.u16(metaTypes.OPT)
  writer.u16(edns.udpPayloadBytes)
  writer.u8(rcode >>> 4)
  writer.u8(edns.version)
  writer.u16(edns.dnssecOk ? 0x8000 : 0)
  writer.withLength(() => {
    for (const { code, data } of edns.options) {
      writer.u16(code)
      writer.withLength(() => writer.append(data))
    }
  })
}
