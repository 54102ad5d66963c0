// DNS over TCP (RFC 7766): pipelined messages on connections that are closed when nothing comes.
import { once } from 'node:events'
import { createServer, isIPv6 } from 'node:net'
import type { Socket } from 'node:net'
import type { AnswerDelay } from './answer-delay.ts'
import type { Endpoint } from './endpoint.ts'
import { maxPendingTcpAnswers, maxTcpConnections, tcpIdleMs } from './limits.ts'
import { listenError } from './listen-error.ts'
import type { Responder } from './responder.ts'
import { TcpFrames, frame } from './tcp-frames.ts'

export class TcpListener {
  readonly #endpoint: Endpoint
  readonly #responder: Responder
  readonly #delay: AnswerDelay
  readonly #server
  readonly #sockets = new Set<Socket>()

  constructor(endpoint: Endpoint, responder: Responder, delay: AnswerDelay) {
    this.#endpoint = endpoint
    this.#responder = responder
    this.#delay = delay
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
      this.#serve(socket),
    )
    this.#server.maxConnections = maxTcpConnections
  }

  /** @throws NameServerError */
  async start(): Promise<void> {
    const { address: host, port } = this.#endpoint
    this.#server.listen({ host, port, exclusive: true, ipv6Only: isIPv6(host) })
    try {
      await once(this.#server, 'listening')
    } catch (error) {
      throw listenError(this.#endpoint, 'TCP', error as Error)
    }
    this.#server.on('error', () => {})
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
  }

  #serve(socket: Socket): void {
    const connection = new TcpConnection(socket, this.#responder, this.#delay)
    this.#sockets.add(socket)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      connection.stop()
    })
  }
}

class TcpConnection {
  readonly #socket: Socket
  readonly #responder: Responder
  readonly #delay: AnswerDelay
  readonly #frames = new TcpFrames()
  readonly #idle: NodeJS.Timeout
  #pending = 0
  #hasEnded = false
  /** An answer that is sent at once would advance again. */
  #isAdvancing = false

  constructor(socket: Socket, responder: Responder, delay: AnswerDelay) {
    this.#socket = socket
    this.#responder = responder
    this.#delay = delay
    this.#idle = setTimeout(() => socket.destroy(), tcpIdleMs)
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
    clearTimeout(this.#idle)
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
      if (this.#pending >= maxPendingTcpAnswers || this.#socket.writableNeedDrain) {
        this.#socket.pause()
        return
      }
      const message = this.#frames.next()
      if (message === undefined) break
      this.#idle.refresh()
      const answer = this.#responder.respond(message, 'tcp')
      if (answer === undefined || !this.#send(answer)) {
        this.#socket.destroy()
        return
      }
    }
    this.#socket.resume()
    if (this.#hasEnded && this.#pending === 0) this.#socket.end()
  }

  #send(answer: Uint8Array): boolean {
    this.#pending++
    return this.#delay.run(() => {
      this.#pending--
      if (this.#socket.destroyed) return
      this.#socket.write(frame(answer))
      if (this.#pending === maxPendingTcpAnswers - 1 || this.#hasEnded) this.#advance()
    })
  }
}
