// The name server: an authoritative server for a few zones that are changed by dynamic update.
// Started by `vip nameserver` (dataplane/cli/), for the lab and for a home LAN.
import { AnswerDelay } from './answer-delay.ts'
import type { Endpoint } from './endpoint.ts'
import type { Responder } from './responder.ts'
import { TcpListener } from './tcp-listener.ts'
import { UdpListener } from './udp-listener.ts'

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
      new UdpListener(endpoint, responder, this.#delay),
      new TcpListener(endpoint, responder, this.#delay),
    ])
  }

  /** Resolves when every address answers. @throws NameServerError, and then none does */
  async start(): Promise<void> {
    try {
      for (const listener of this.#listeners) await listener.start()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** May be called again. Updates that were answered are on disk already: nothing is lost. */
  async stop(): Promise<void> {
    this.#delay.stop()
    await Promise.all(this.#listeners.map((listener) => listener.stop()))
  }
}
