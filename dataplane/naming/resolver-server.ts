// The resolver's UDP and TCP listeners on one address, and the bounds of what may wait there.
import type { Clock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { ListenError } from '../lib/listen-error.ts'
import type { Transport } from '../lib/listen-error.ts'
import { TcpListener } from '../lib/tcp-listener.ts'
import { UdpListener } from '../lib/udp-listener.ts'
import { rcodes } from '../wire/dns-codes.ts'
import { headerBytes } from '../wire/dns-header.ts'
import { isResponse } from './answer-check.ts'
import type { Answerer } from './answerer.ts'
import {
  maxPendingOfClient,
  maxPendingQueries,
  maxPendingTcpAnswers,
  maxTcpConnections,
  maxUdpQueryBytes,
  tcpIdleMs,
} from './limits.ts'
import { NamingError } from './naming-error.ts'
import { bareAnswer } from './own-answer.ts'
import type { ResolverCounters } from './ports.ts'

export interface ResolverServerOptions {
  clock: Clock
  listen: Endpoint
  answerer: Answerer
  counters: ResolverCounters
}

export class ResolverServer {
  readonly #options: ResolverServerOptions
  #listeners: (UdpListener | TcpListener)[] = []
  #pending = 0
  /** Of each client of UDP, by its port: programs of this host share the address. */
  readonly #pendingOf = new Map<number, number>()

  constructor(options: ResolverServerOptions) {
    this.#options = options
  }

  /** Resolves when UDP and TCP answer on the same port. @throws NamingError, and then neither does */
  async start(): Promise<Endpoint> {
    const { listen, clock } = this.#options
    try {
      const udp = new UdpListener(listen, {
        maxRequestBytes: maxUdpQueryBytes,
        answer: (query, reply, { port }) => this.#answerDatagram(query, reply, port),
      })
      this.#listeners.push(udp)
      const endpoint = { address: listen.address, port: await udp.start() }
      const tcp = new TcpListener(endpoint, {
        clock,
        maxConnections: maxTcpConnections,
        maxPendingAnswers: maxPendingTcpAnswers,
        idleMs: tcpIdleMs,
        answer: (query, reply) => void this.#answer(query, 'tcp', reply),
      })
      this.#listeners.push(tcp)
      await tcp.start()
      return endpoint
    } catch (error) {
      await this.stop()
      if (!(error instanceof ListenError)) throw error
      throw new NamingError(error.problem, { cause: error })
    }
  }

  /** May be called again. */
  async stop(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.stop()))
  }

  #answerDatagram(query: Buffer, reply: (answer: Uint8Array) => void, port: number): void {
    const ofClient = this.#pendingOf.get(port) ?? 0
    const isBusy = ofClient >= maxPendingOfClient
    const waits = this.#answer(query, 'udp', (answer) => answer && reply(answer), isBusy)
    if (waits === undefined) return
    this.#pendingOf.set(port, ofClient + 1)
    void waits.finally(() => {
      const left = (this.#pendingOf.get(port) ?? 1) - 1
      if (left > 0) this.#pendingOf.set(port, left)
      else this.#pendingOf.delete(port)
    })
  }

  /** @returns what ends with the answer; undefined where that was at once */
  #answer(
    query: Buffer,
    transport: Transport,
    reply: (answer: Uint8Array | undefined) => void,
    isBusy = false,
  ): Promise<void> | undefined {
    const { answerer, counters } = this.#options
    counters.queries++
    const known = answerer.answerAtOnce(query)
    if (known !== undefined) {
      reply(known)
      return undefined
    }
    if (query.length < headerBytes || isResponse(query)) {
      counters.malformed++
      reply(undefined)
      return undefined
    }
    if (isBusy || this.#pending >= maxPendingQueries) {
      counters.overloaded++
      reply(bareAnswer(query, rcodes.servFail))
      return undefined
    }
    this.#pending++
    return answerer
      .answer(query, transport)
      .then(reply, () => reply(bareAnswer(query, rcodes.servFail)))
      .finally(() => this.#pending--)
  }
}
