// INIT goes out, RESPONSE comes back (PROTOCOL section 3): one handshake with its retransmissions,
// COOKIE and REFUSED. What is in the RESPONSE is for the caller to judge.
import type { FinishedHandshake, Handshake } from '../identity/noise.ts'
import type { ControlMessage, NoisePattern } from '../wire/control-message.ts'
import { encodeControlMessage } from '../wire/control-message.ts'
import type { Context } from './context.ts'
import { sendsBeforeDns } from './limits.ts'

export type ExchangeResult =
  | {
      kind: 'response'
      payload: Uint8Array
      handshake: FinishedHandshake
      /** The endpoint that answered. */
      source: string
      /** Undefined where the INIT went out more than once: the answer may be to either. */
      rttMs: number | undefined
    }
  | { kind: 'silence' }
  /** A hint, from the endpoint that was called but not authentic. */
  | { kind: 'refused' }
  | { kind: 'cancelled' }

export interface InitOptions {
  context: Context
  /** At least one. Only the first is called at once, all of them when it is silent. */
  endpoints: readonly string[]
  senderIndex: number
  pattern: NoisePattern
  handshake: Handshake
  noise: Uint8Array
  /** Until the INIT goes out again; then doubling. */
  retryMs: number
}

export class InitExchange {
  readonly result: Promise<ExchangeResult>
  readonly #options: InitOptions
  readonly #resolve: (result: ExchangeResult) => void
  #cookie: Uint8Array | undefined
  #sends = 0
  #sentAtMs = 0
  #waitMs: number
  #isOver = false
  #cancelTimer: () => void = () => {}

  constructor(options: InitOptions) {
    this.#options = options
    this.#waitMs = options.retryMs
    const { promise, resolve } = Promise.withResolvers<ExchangeResult>()
    this.result = promise
    this.#resolve = resolve
    this.#send()
  }

  /** Whether the first silence is not over yet: until then a simultaneous INIT may be the loser. */
  get isYoung(): boolean {
    return !this.#isOver && this.#sends <= 1
  }

  cancel(): void {
    this.#end({ kind: 'cancelled' })
  }

  /** A message with our session index. */
  handle(message: ControlMessage, source: string): void {
    const { context, endpoints } = this.#options
    if (this.#isOver) return
    if (!endpoints.includes(source)) {
      context.counters.count('wrong-source')
      return
    }
    switch (message.type) {
      case 'response':
        this.#handleResponse(message.noise, source)
        return
      case 'cookie':
        this.#handleCookie(message.cookie, source)
        return
      case 'refused':
        context.counters.count('hint-refused')
        // A busy host is asked again, one of another version has nothing to say either way.
        if (message.reason === 'unknown-key' && this.#options.pattern === 'IK') {
          this.#end({ kind: 'refused' })
        }
        return
      case 'init':
      case 'nack':
        return
      default:
        message satisfies never
    }
  }

  #handleResponse(noise: Uint8Array, source: string): void {
    const { context, handshake } = this.#options
    const read = handshake.readMessage(noise)
    if (!read.ok) {
      context.counters.count(read.fault === 'weak-key' ? 'weak-key' : 'not-authentic')
      return
    }
    const rttMs = this.#sends === 1 ? context.ports.clock.nowMs() - this.#sentAtMs : undefined
    const { payload } = read
    this.#end({ kind: 'response', payload, handshake: handshake.finish(), source, rttMs })
  }

  /** Once: a forged one costs one INIT more, and the true one comes with the next. */
  #handleCookie(cookie: Uint8Array, source: string): void {
    if (this.#cookie !== undefined && Buffer.compare(cookie, this.#cookie) === 0) return
    this.#cookie = cookie
    this.#sentAtMs = this.#options.context.ports.clock.nowMs()
    this.#sendTo(source)
  }

  #send(): void {
    const { context, endpoints } = this.#options
    const { clock } = context.ports
    this.#sends += 1
    this.#sentAtMs = clock.nowMs()
    const isFirst = this.#sends === 1
    this.#cancelTimer = clock.after(this.#waitMs, () => this.#silence())
    for (const endpoint of isFirst ? endpoints.slice(0, 1) : endpoints) this.#sendTo(endpoint)
  }

  #sendTo(endpoint: string): void {
    const { context, senderIndex, pattern, noise } = this.#options
    const cookie = this.#cookie === undefined ? {} : { cookie: this.#cookie }
    const message = { type: 'init', senderIndex, pattern, noise, ...cookie } as const
    context.counters.count('init-sent')
    context.ports.sendClear(endpoint, encodeControlMessage(message))
  }

  #silence(): void {
    if (this.#sends >= sendsBeforeDns) {
      this.#end({ kind: 'silence' })
      return
    }
    this.#waitMs *= 2
    this.#send()
  }

  #end(result: ExchangeResult): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelTimer()
    this.#resolve(result)
  }
}
