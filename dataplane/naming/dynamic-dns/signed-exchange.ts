// A signed update on its way (RFC 2136, RFC 8945): sent again and again until somebody proves to have answered. What
// is not signed may be forged, so that it only explains why nothing better came.
import type { Clock } from '../../lib/clock.ts'
import type { Endpoint } from '../../lib/endpoint.ts'
import type { Transport } from '../../lib/listen-error.ts'
import { opcodes, rcodes } from '../../wire/dns-codes.ts'
import { decodeMessage } from '../../wire/dns-message.ts'
import type { DnsMessage } from '../../wire/dns-message.ts'
import { verifyResponse } from '../../wire/tsig.ts'
import type { Signed, TsigKey } from '../../wire/tsig.ts'
import { attemptMs, firstResendMs, hintGraceMs, maxDatagramBytes, maxResendMs } from './limits.ts'
import { carry } from './update-carrier.ts'

export interface SignedExchangeOptions {
  clock: Clock
  /** Asked in turn, one with each transmission. At least one. */
  servers: readonly Endpoint[]
  signed: Signed
  key: TsigKey
  /** The first transmission has left, or had no way. */
  onSent: () => void
  /** Once. */
  onEnded: (end: ExchangeEnd) => void
}

export type ExchangeEnd =
  /** The server's word, and when it came, if that is known: CLOCK_MONOTONIC in µs. */
  | { kind: 'answered'; rcode: number; arrivedUs: number | undefined }
  | { kind: 'bad-time'; serverTimeSeconds: number }
  /** Unsigned, and nothing better came; `tsigError` as in RFC 8945 section 3. */
  | { kind: 'hinted'; rcode: number; tsigError: number }
  | { kind: 'no-route' | 'nobody-listens' | 'no-answer' }

export class SignedExchange {
  readonly #options: SignedExchangeOptions
  #transport: Transport
  #transmissions = 0
  #resendMs = firstResendMs
  readonly #carriers = new Set<() => void>()
  #cancelResend = () => {}
  #cancelEnd = () => {}
  #excuse: Extract<ExchangeEnd, { kind: 'hinted' }> | undefined
  /** How the last transmission fared, as far as is known. */
  #last: 'sent' | 'no-route' | 'nobody-listens' = 'sent'
  #hasEnded = false

  constructor(options: SignedExchangeOptions) {
    this.#options = options
    this.#transport = options.signed.bytes.length > maxDatagramBytes ? 'tcp' : 'udp'
  }

  start(): void {
    this.#transmit()
    this.#options.onSent()
    this.#cancelEnd = this.#options.clock.after(attemptMs, () => this.#giveUp())
  }

  /** What had no way may have one now. */
  networkChanged(): void {
    if (this.#hasEnded || this.#last !== 'no-route') return
    this.#resendMs = firstResendMs
    this.#transmit()
  }

  /** Idempotent. Nothing is sent or told afterwards. */
  stop(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#cancelResend()
    this.#cancelEnd()
    for (const close of this.#carriers) close()
  }

  #transmit(): void {
    const { clock, servers, signed } = this.#options
    this.#cancelResend()
    const server = servers[this.#transmissions++ % servers.length]
    if (server === undefined) return
    this.#last = 'sent'
    const close = carry(server, this.#transport, signed.bytes, {
      received: (bytes, arrivedUs) => this.#judge(bytes, arrivedUs),
      failed: (why) => {
        this.#carriers.delete(close)
        this.#last = why
      },
    })
    this.#carriers.add(close)
    const waitMs = this.#transport === 'tcp' ? maxResendMs : this.#resendMs
    this.#resendMs = Math.min(this.#resendMs * 2, maxResendMs)
    this.#cancelResend = clock.after(waitMs, () => this.#transmit())
  }

  /** @returns whether it answers this update, if only perhaps */
  #judge(bytes: Buffer, arrivedUs?: number): boolean {
    const { clock, key, signed } = this.#options
    const decoded = decodeMessage(bytes)
    if (!decoded.ok || !isAnswerTo(signed.bytes, decoded.message)) return false
    const { message } = decoded
    const { rcode, truncated } = message.header
    if (truncated && this.#transport === 'udp') {
      this.#transport = 'tcp'
      this.#transmit()
      return true
    }
    const now = Math.floor(clock.wallMs() / 1000)
    const verdict = verifyResponse(bytes, message, key, signed.mac, now)
    switch (verdict.kind) {
      case 'verified':
        this.#end({ kind: 'answered', rcode, arrivedUs })
        return true
      case 'badTime':
        this.#end({ kind: 'bad-time', serverTimeSeconds: verdict.serverTimeSeconds })
        return true
      case 'hint':
        this.#hint(rcode, verdict.error)
        return true
      case 'forged':
        if (verdict.why !== 'unsigned' || rcode === rcodes.noError) return false
        this.#hint(rcode, 0)
        return true
    }
  }

  #hint(rcode: number, tsigError: number): void {
    if (this.#excuse !== undefined) return
    this.#excuse = { kind: 'hinted', rcode, tsigError }
    this.#cancelEnd()
    this.#cancelEnd = this.#options.clock.after(hintGraceMs, () => this.#giveUp())
  }

  #giveUp(): void {
    this.#end(this.#excuse ?? { kind: this.#last === 'sent' ? 'no-answer' : this.#last })
  }

  #end(end: ExchangeEnd): void {
    if (this.#hasEnded) return
    this.stop()
    this.#options.onEnded(end)
  }
}

/** Its signature says the rest: the zone section may be left out (RFC 2136 section 3.8). */
function isAnswerTo(request: Uint8Array, { header }: DnsMessage): boolean {
  const id = (request[0] ?? 0) * 0x100 + (request[1] ?? 0)
  return header.isResponse && header.opcode === opcodes.update && header.id === id
}
