// Guards whatever parses a DNS message, ours or a package's: a 17-byte packet that announces 65,535
// records keeps dns-packet busy for a third of a millisecond.
import { headerBytes, readHeader } from './dns-header.ts'

export type HeaderFault = 'too-short' | 'too-long' | 'several-questions' | 'counts-exceed-length'

const MAX_MESSAGE_BYTES = 0xffff
/** The root's name, type and class. */
const LEAST_QUESTION_BYTES = 5
/** The root's name, type, class, TTL and length of no RDATA. */
const LEAST_RECORD_BYTES = 11

/**
 * Looks at the header alone, so that a short packet that announces 65,535 records costs nothing. More
 * than one question is an error by RFC 9619.
 */
export function headerFault(bytes: Uint8Array): HeaderFault | undefined {
  if (bytes.length < headerBytes) return 'too-short'
  if (bytes.length > MAX_MESSAGE_BYTES) return 'too-long'
  const { questions, answers, authority, additional } = readHeader(bytes).counts
  if (questions > 1) return 'several-questions'
  const leastBytes =
    questions * LEAST_QUESTION_BYTES + (answers + authority + additional) * LEAST_RECORD_BYTES
  return headerBytes + leastBytes > bytes.length ? 'counts-exceed-length' : undefined
}
