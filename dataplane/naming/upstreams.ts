// Several name servers as one: asks the one that answered last, the others when it is silent or cannot answer,
// and nobody waits for another's question. Equal questions at the same time are asked once.
import type { Clock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import type { Transport } from '../lib/listen-error.ts'
import { opcodes, rcodes } from '../wire/dns-codes.ts'
import { opcodeOf, rcodeOf } from './answer-check.ts'
import { exchange } from './exchange.ts'
import {
  askForMs,
  maxForgedPorts,
  maxOpenQuestions,
  nextUpstreamMs,
  roundsOfUpstreams,
} from './limits.ts'

export interface UpstreamEvents {
  coalesced(): void
  repeated(): void
  forged(): void
  unanswered(): void
  overloaded(): void
}

/** @returns the answer with some id; undefined where none has come in time */
export type AskBytes = (query: Uint8Array, transport: Transport) => Promise<Buffer | undefined>

export class Upstreams {
  readonly #clock: Clock
  readonly #events: UpstreamEvents
  readonly #timeoutMs: number
  #servers: readonly Endpoint[]
  /** The one that answered last. */
  #preferred: Endpoint | undefined
  readonly #open = new Map<string, Promise<Buffer | undefined>>()
  readonly #questions = new Set<Question>()

  constructor(
    clock: Clock,
    servers: readonly Endpoint[],
    events: UpstreamEvents,
    timeoutMs = askForMs,
  ) {
    this.#clock = clock
    this.#servers = servers
    this.#events = events
    this.#timeoutMs = timeoutMs
  }

  /** From the next question on. */
  use(servers: readonly Endpoint[]): void {
    this.#servers = servers
    this.#preferred = undefined
  }

  isOne(address: string): boolean {
    return this.#servers.some((server) => server.address === address)
  }

  /** Shares the answer with an equal question that is on its way already. */
  ask(query: Uint8Array, transport: Transport): Promise<Buffer | undefined> {
    // Everything but the id, so that an answer fits whoever asked in the same words.
    const key =
      transport + Buffer.from(query.buffer, query.byteOffset, query.length).toString('latin1', 2)
    const asked = this.#open.get(key)
    if (asked !== undefined) {
      this.#events.coalesced()
      return asked
    }
    const answer = this.askAnew(query, transport).finally(() => this.#open.delete(key))
    this.#open.set(key, answer)
    return answer
  }

  /** Whatever is on its way already: what it asks may have changed since. */
  askAnew(query: Uint8Array, transport: Transport): Promise<Buffer | undefined> {
    if (this.#questions.size >= maxOpenQuestions) {
      this.#events.overloaded()
      return Promise.resolve(undefined)
    }
    const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
    const question = new Question({
      clock: this.#clock,
      servers: this.#inOrder(),
      query,
      transport,
      timeoutMs: this.#timeoutMs,
      events: this.#events,
      ended: (answer, from) => {
        this.#questions.delete(question)
        if (from) this.#preferred = from
        if (answer === undefined) this.#events.unanswered()
        resolve(answer)
      },
    })
    this.#questions.add(question)
    question.start()
    return promise
  }

  /** Whoever waits gets no answer. */
  stop(): void {
    for (const question of this.#questions) question.end()
  }

  #inOrder(): Endpoint[] {
    const first = this.#preferred
    if (first === undefined) return [...this.#servers]
    return [first, ...this.#servers.filter((server) => server !== first)]
  }
}

interface QuestionOptions {
  clock: Clock
  servers: readonly Endpoint[]
  query: Uint8Array
  transport: Transport
  timeoutMs: number
  events: UpstreamEvents
  /** `from` is missing where nobody could answer; the answer may say so. */
  ended: (answer: Buffer | undefined, from?: Endpoint) => void
}

/** Until the first good answer, or until nobody is left to ask. */
class Question {
  readonly #options: QuestionOptions
  /** Who is asked next, with the time to wait before the one after. */
  readonly #turns: { server: Endpoint; waitMs: number }[]
  readonly #exchanges = new Set<() => void>()
  /** Said that they cannot, or were not there: not asked again. */
  readonly #settled = new Set<Endpoint>()
  #cancelTurn = () => {}
  #cancelEnd = () => {}
  /** SERVFAIL or REFUSED: better than nothing, when nobody knows better. */
  #excuse: Buffer | undefined
  #forgedPorts = 0
  #hasEnded = false

  constructor(options: QuestionOptions) {
    this.#options = options
    const { servers, query } = options
    // An UPDATE or a NOTIFY must not come twice because of us; its sender repeats it.
    const rounds = opcodeOf(query) === opcodes.query ? roundsOfUpstreams : 1
    this.#turns = Array.from({ length: rounds }, (_, round) =>
      servers.map((server) => ({ server, waitMs: nextUpstreamMs * 2 ** round })),
    ).flat()
    if (rounds === 1) this.#turns.splice(1)
  }

  start(): void {
    const { clock, timeoutMs } = this.#options
    this.#cancelEnd = clock.after(timeoutMs, () => this.end())
    this.#askNext()
  }

  end(answer: Buffer | undefined = this.#excuse, from?: Endpoint): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#cancelTurn()
    this.#cancelEnd()
    for (const close of this.#exchanges) close()
    this.#options.ended(answer, from)
  }

  #askNext(): void {
    this.#cancelTurn()
    if (this.#hasEnded) return
    const turn = this.#turns.shift()
    if (turn === undefined) {
      if (this.#exchanges.size === 0) this.end()
      return
    }
    if (this.#settled.has(turn.server)) {
      this.#askNext()
      return
    }
    this.#cancelTurn = this.#options.clock.after(turn.waitMs, () => {
      if (this.#turns.length > 0) this.#options.events.repeated()
      this.#askNext()
    })
    this.#ask(turn.server)
  }

  #ask(server: Endpoint): void {
    const { transport, query, events } = this.#options
    const close = exchange(server, transport, query, {
      answered: (bytes) => {
        this.#exchanges.delete(close)
        if (isExcuse(bytes)) {
          this.#excuse = bytes
          this.#settled.add(server)
          this.#askNext()
        } else this.end(bytes, server)
      },
      failed: (why) => {
        this.#exchanges.delete(close)
        // Whoever found the port has to find another one.
        if (why === 'forged' && this.#forgedPorts++ < maxForgedPorts)
          this.#turns.unshift({ server, waitMs: nextUpstreamMs })
        else this.#settled.add(server)
        this.#askNext()
      },
      forged: () => events.forged(),
    })
    this.#exchanges.add(close)
  }
}

function isExcuse(answer: Buffer): boolean {
  const rcode = rcodeOf(answer)
  const isQuery = opcodeOf(answer) === opcodes.query
  return isQuery && (rcode === rcodes.servFail || rcode === rcodes.refused)
}
