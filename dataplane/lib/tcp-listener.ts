// Answers messages over TCP as DNS has them (RFC 7766): pipelined, on connections that are closed when
// nothing comes. Answers leave in the order in which they are ready.
import { once } from 'node:events'
import { createServer, isIPv6 } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Clock } from './clock.ts'
import type { Endpoint } from './endpoint.ts'
import { ListenError } from './listen-error.ts'
import { TcpFrames, frame } from './tcp-frames.ts'

export interface StreamService {
  clock: Clock
  /** Descriptors; further clients are turned away. */
  maxConnections: number
  /** Then a connection is not read until answers have left. */
  maxPendingAnswers: number
  /**
   * From one complete message, or the last answer, to the next message. Bytes that complete nothing do not
   * count, so that a slow sender cannot keep a connection.
   */
  idleMs: number
  /**
   * `reply` has to be called once, now or later; without an answer the connection is closed. The bytes of
   * `message` are the callee's. `client` is the same object for all messages of a connection.
   */
  answer(message: Buffer, reply: (answer: Uint8Array | undefined) => void, client: object): void
}

export class TcpListener {
  readonly #endpoint: Endpoint
  readonly #service: StreamService
  readonly #server
  readonly #sockets = new Set<Socket>()

  constructor(endpoint: Endpoint, service: StreamService) {
    this.#endpoint = endpoint
    this.#service = service
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
      this.#serve(socket),
    )
    this.#server.maxConnections = service.maxConnections
  }

  /** Port 0 lets the kernel choose. @returns the port @throws ListenError */
  async start(): Promise<number> {
    const { address: host, port } = this.#endpoint
    this.#server.listen({ host, port, exclusive: true, ipv6Only: isIPv6(host) })
    try {
      await once(this.#server, 'listening')
    } catch (error) {
      throw new ListenError(this.#endpoint, 'tcp', error as Error)
    }
    this.#server.on('error', () => {})
    return (this.#server.address() as AddressInfo).port
  }

  /** May be called again. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
  }

  #serve(socket: Socket): void {
    const connection = new TcpConnection(socket, this.#service)
    this.#sockets.add(socket)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      connection.stop()
    })
  }
}

class TcpConnection {
  readonly #socket: Socket
  readonly #service: StreamService
  readonly #frames = new TcpFrames()
  #stopIdling = () => {}
  #pending = 0
  #hasEnded = false
  /** An answer that is sent at once would advance again. */
  #isAdvancing = false

  constructor(socket: Socket, service: StreamService) {
    this.#socket = socket
    this.#service = service
    this.#idle()
    socket.on('data', (chunk: Buffer) => {
      this.#frames.push(chunk)
      this.#advance()
    })
    socket.on('drain', () => this.#advance())
    // A client may close its side behind its last question and still wait for answers.
    socket.on('end', () => {
      this.#hasEnded = true
      this.#advance()
    })
    // A reset; 'close' follows.
    socket.on('error', () => {})
  }

  stop(): void {
    this.#stopIdling()
  }

  #idle(): void {
    this.#stopIdling()
    this.#stopIdling = this.#service.clock.after(this.#service.idleMs, () => {
      // Who waits for us is not idle; the last answer begins the time anew.
      if (this.#pending === 0 || this.#socket.writableNeedDrain) this.#socket.destroy()
    })
  }

  /** Answers what is there, as long as the client takes the answers. */
  #advance(): void {
    if (this.#isAdvancing) return
    this.#isAdvancing = true
    this.#answerAll()
    this.#isAdvancing = false
  }

  #answerAll(): void {
    for (;;) {
      if (this.#socket.destroyed) return
      if (this.#pending >= this.#service.maxPendingAnswers || this.#socket.writableNeedDrain) {
        this.#socket.pause()
        return
      }
      const message = this.#frames.next()
      if (message === undefined) break
      this.#idle()
      this.#pending++
      this.#service.answer(message, (answer) => this.#send(answer), this)
    }
    this.#socket.resume()
    if (this.#hasEnded && this.#pending === 0) this.#socket.end()
  }

  #send(answer: Uint8Array | undefined): void {
    this.#pending--
    if (this.#socket.destroyed) return
    if (answer === undefined) {
      this.#socket.destroy()
      return
    }
    this.#socket.write(frame(answer))
    if (this.#pending === 0) this.#idle()
    if (this.#pending === this.#service.maxPendingAnswers - 1 || this.#hasEnded) this.#advance()
  }
}
