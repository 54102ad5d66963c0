// Answers messages over UDP: a datagram, a message.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import type { Endpoint } from './endpoint.ts'
import { ListenError } from './listen-error.ts'

export interface DatagramService {
  /** Longer datagrams are dropped unread. */
  maxRequestBytes: number
  /** `reply` may be called later, once, or never. The bytes of `message` are the callee's. */
  answer(message: Buffer, reply: (answer: Uint8Array) => void, from: Endpoint): void
}

export class UdpListener {
  readonly #endpoint: Endpoint
  readonly #service: DatagramService
  readonly #socket

  constructor(endpoint: Endpoint, service: DatagramService) {
    this.#endpoint = endpoint
    this.#service = service
    const isV6 = isIPv6(endpoint.address)
    this.#socket = createSocket({
      type: isV6 ? 'udp6' : 'udp4',
      ipv6Only: isV6,
      // Clients are numbers already: asking the resolver's threads for each answer would cost as much as it does.
      lookup: (address, _options, found) => found(null, address, isV6 ? 6 : 4),
    })
  }

  /** Port 0 lets the kernel choose. @returns the port @throws ListenError */
  async start(): Promise<number> {
    const { address, port } = this.#endpoint
    // Before `bind`, which may be through before it returns.
    const listening = once(this.#socket, 'listening')
    this.#socket.bind({ address, port, exclusive: true })
    try {
      await listening
    } catch (error) {
      throw new ListenError(this.#endpoint, 'udp', error as Error)
    }
    // From now on errors are those of single datagrams, such as an unreachable client.
    this.#socket.on('error', () => {})
    this.#socket.on('message', (message, from) => this.#handle(message, from))
    return this.#socket.address().port
  }

  /** May be called again. Answers that come later are dropped. */
  async stop(): Promise<void> {
    this.#socket.removeAllListeners('message')
    await new Promise<void>((resolve) => {
      this.#socket.close(resolve)
    }).catch(ignoreClosed)
  }

  #handle(message: Buffer, from: Endpoint): void {
    // Nobody can receive on port 0: the source is forged.
    if (message.length > this.#service.maxRequestBytes || from.port === 0) return
    this.#service.answer(message, (answer) => this.#send(answer, from), from)
  }

  #send(answer: Uint8Array, { port, address }: Endpoint): void {
    try {
      this.#socket.send(answer, port, address)
    } catch (error) {
      ignoreClosed(error)
    }
  }
}

/** Thrown for a socket that was closed, or never bound because that failed. */
function ignoreClosed(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') throw error
}
