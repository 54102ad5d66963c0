// DNS over UDP: a datagram, a message.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import type { AnswerDelay } from './answer-delay.ts'
import type { Endpoint } from './endpoint.ts'
import { maxUdpRequestBytes } from './limits.ts'
import { listenError } from './listen-error.ts'
import type { Responder } from './responder.ts'

export class UdpListener {
  readonly #endpoint: Endpoint
  readonly #responder: Responder
  readonly #delay: AnswerDelay
  readonly #socket

  constructor(endpoint: Endpoint, responder: Responder, delay: AnswerDelay) {
    this.#endpoint = endpoint
    this.#responder = responder
    this.#delay = delay
    const isV6 = isIPv6(endpoint.address)
    this.#socket = createSocket({ type: isV6 ? 'udp6' : 'udp4', ipv6Only: isV6 })
  }

  /** @throws NameServerError */
  async start(): Promise<void> {
    const { address, port } = this.#endpoint
    this.#socket.bind({ address, port, exclusive: true })
    try {
      await once(this.#socket, 'listening')
    } catch (error) {
      throw listenError(this.#endpoint, 'UDP', error as Error)
    }
    // From now on errors are those of single datagrams, such as an unreachable client.
    this.#socket.on('error', () => {})
    this.#socket.on('message', (bytes, from) => this.#handle(bytes, from))
  }

  async stop(): Promise<void> {
    this.#socket.removeAllListeners('message')
    await new Promise<void>((resolve) => {
      this.#socket.close(resolve)
    }).catch(ignoreClosed)
  }

  #handle(bytes: Uint8Array, from: Endpoint): void {
    // Nobody can receive on port 0: the source is forged.
    if (bytes.length > maxUdpRequestBytes || from.port === 0) return
    const answer = this.#responder.respond(bytes, 'udp')
    if (answer) this.#delay.run(() => this.#socket.send(answer, from.port, from.address, () => {}))
  }
}

/** `close` throws for a socket that was closed, or never bound because that failed. */
function ignoreClosed(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') throw error
}
