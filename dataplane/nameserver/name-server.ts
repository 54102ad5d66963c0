// The name server: an authoritative server for a few zones that are changed by dynamic update.
// Started by `vip nameserver` (dataplane/cli/), for the lab and for a home LAN.
import { systemClock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { ListenError } from '../lib/listen-error.ts'
import { TcpListener } from '../lib/tcp-listener.ts'
import { UdpListener } from '../lib/udp-listener.ts'
import { AnswerDelay } from './answer-delay.ts'
import { maxPendingTcpAnswers, maxTcpConnections, maxUdpRequestBytes, tcpIdleMs } from './limits.ts'
import { NameServerError } from './name-server-error.ts'
import type { Responder } from './responder.ts'

export interface NameServerOptions {
  responder: Responder
  /** Both UDP and TCP on each. */
  listen: readonly Endpoint[]
  /** How long each answer waits. */
  delayMs: number
}

export class NameServer {
  readonly #delay: AnswerDelay
  readonly #listeners: readonly (UdpListener | TcpListener)[]

  constructor({ responder, listen, delayMs }: NameServerOptions) {
    this.#delay = new AnswerDelay(delayMs)
    this.#listeners = listen.flatMap((endpoint) => [
      new UdpListener(endpoint, {
        maxRequestBytes: maxUdpRequestBytes,
        answer: (message, reply) => {
          const answer = responder.respond(message, 'udp')
          if (answer) this.#delay.run(() => reply(answer))
        },
      }),
      new TcpListener(endpoint, {
        clock: systemClock,
        maxConnections: maxTcpConnections,
        maxPendingAnswers: maxPendingTcpAnswers,
        idleMs: tcpIdleMs,
        answer: (message, reply) => {
          const answer = responder.respond(message, 'tcp')
          if (answer === undefined || !this.#delay.run(() => reply(answer))) reply(undefined)
        },
      }),
    ])
  }

  /** Resolves when every address answers. @throws NameServerError, and then none does */
  async start(): Promise<void> {
    try {
      for (const listener of this.#listeners) await listener.start()
    } catch (error) {
      await this.stop()
      if (!(error instanceof ListenError)) throw error
      throw new NameServerError(error.problem, { cause: error })
    }
  }

  /** May be called again. Updates that were answered are on disk already: nothing is lost. */
  async stop(): Promise<void> {
    this.#delay.stop()
    await Promise.all(this.#listeners.map((listener) => listener.stop()))
  }
}
