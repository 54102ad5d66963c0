// Questions of our own: made, sent, and read. What comes back may be anything.
import { classes } from '../wire/dns-codes.ts'
import { decodeMessage, encodeMessage } from '../wire/dns-message.ts'
import type { DnsMessage } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { isTruncated } from './answer-check.ts'
import { maxUdpAnswerBytes } from './limits.ts'
import type { AskBytes } from './upstreams.ts'

/** Undefined where nobody answered, or with bytes that are no DNS message. */
export type Ask = (name: DnsName, type: number) => Promise<DnsMessage | undefined>

/** @param recursionDesired what a server of the zone itself is asked without (RFC 1034 section 4.3.1) */
export function asking(askBytes: AskBytes, recursionDesired: boolean, onAsk: () => void): Ask {
  return async (name, type) => {
    onAsk()
    const query = questionBytes(name, type, recursionDesired)
    const answer = await askBytes(query, 'udp')
    const whole = answer && isTruncated(answer) ? await askBytes(query, 'tcp') : answer
    const decoded = whole && decodeMessage(whole)
    return decoded?.ok ? decoded.message : undefined
  }
}

/** With id 0; each exchange has its own. */
export function questionBytes(name: DnsName, type: number, recursionDesired: boolean): Uint8Array {
  const bytes = encodeMessage({
    header: {
      id: 0,
      isResponse: false,
      opcode: 0,
      authoritative: false,
      truncated: false,
      recursionDesired,
      recursionAvailable: false,
      authenticData: false,
      checkingDisabled: false,
      rcode: 0,
    },
    question: { name, type, class: classes.in },
    answers: [],
    authority: [],
    additional: [],
    edns: { udpPayloadBytes: maxUdpAnswerBytes, version: 0, dnssecOk: false, options: [] },
    tsig: undefined,
  })
  // Only a limit makes it undefined, and none was given.
  return bytes ?? new Uint8Array(0)
}
