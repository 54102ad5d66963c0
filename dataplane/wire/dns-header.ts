// The 12 bytes before everything else in a DNS message (RFC 1035 section 4.1.1, RFC 2136 section 2.2,
// RFC 4035 section 3 for AD and CD).
import { DnsReader } from './dns-bytes.ts'

export const headerBytes = 12

export interface DnsHeader {
  id: number
  isResponse: boolean
  opcode: number
  authoritative: boolean
  truncated: boolean
  recursionDesired: boolean
  recursionAvailable: boolean
  authenticData: boolean
  checkingDisabled: boolean
  /** 0 to 4095: with the upper bits of OPT where a message has it, else 0 to 15. */
  rcode: number
}

export interface SectionCounts {
  questions: number
  answers: number
  authority: number
  additional: number
}

/** For 12 bytes or more. */
export function readHeader(bytes: Uint8Array): { header: DnsHeader; counts: SectionCounts } {
  const reader = new DnsReader(bytes)
  const id = reader.u16()
  const flags = reader.u16()
  const isSet = (mask: number) => (flags & mask) !== 0
  return {
    header: {
      id,
      isResponse: isSet(0x8000),
      opcode: (flags >>> 11) & 0xf,
      authoritative: isSet(0x0400),
      truncated: isSet(0x0200),
      recursionDesired: isSet(0x0100),
      recursionAvailable: isSet(0x0080),
      authenticData: isSet(0x0020),
      checkingDisabled: isSet(0x0010),
      rcode: flags & 0xf,
    },
    counts: {
      questions: reader.u16(),
      answers: reader.u16(),
      authority: reader.u16(),
      additional: reader.u16(),
    },
  }
}

/** @throws RangeError for an opcode or rcode that does not fit */
export function writeFlags(header: DnsHeader, hasEdns: boolean): number {
  const { opcode, rcode } = header
  if (opcode > 0xf || rcode > (hasEdns ? 0xfff : 0xf)) {
    throw new RangeError(`opcode ${opcode} or rcode ${rcode} does not fit the header`)
  }
  return (
    (header.isResponse ? 0x8000 : 0) +
    (opcode << 11) +
    (header.authoritative ? 0x0400 : 0) +
    (header.truncated ? 0x0200 : 0) +
    (header.recursionDesired ? 0x0100 : 0) +
    (header.recursionAvailable ? 0x0080 : 0) +
    (header.authenticData ? 0x0020 : 0) +
    (header.checkingDisabled ? 0x0010 : 0) +
    (rcode & 0xf)
  )
}
