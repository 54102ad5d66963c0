// The server of `vip ui`: the pages over HTTP and their channel over a WebSocket, on 127.0.0.1 alone.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { maxWindowMessageBytes } from '../bridge/acts.ts'
import type { WindowDesk } from '../bridge/acts.ts'
import type { Page, Pages } from './built-pages.ts'
import { accountAtOtherEnd } from './connection-account.ts'
import { judgeRequest, judgeWindow, refusalStatus } from './judge-request.ts'
import type { Asked, Refusal } from './judge-request.ts'
import { responseHeaders } from './response-headers.ts'
import { SessionGate } from './session-gate.ts'
import type { Account } from './session-gate.ts'
import { browserText } from './text.ts'
import { WindowChannel } from './window-channel.ts'

export interface PageServerParts {
  pages: Pages
  desk: WindowDesk
  /** 0: whichever is free. */
  port: number
  /** Where the link leads, such as `/` or `/#/lab`. */
  firstPage: string
  /** Of one window, before it is closed. */
  mostWaitingBytes?: number
}

const loopback = '127.0.0.1'
const MOST_CONNECTIONS = 64
const MOST_WINDOWS = 16
/** Requests are short, and come from this machine. */
const REQUEST_WITHIN_MS = 10_000

export class PageServer {
  readonly #parts: PageServerParts
  readonly #server: Server
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxWindowMessageBytes,
    perMessageDeflate: false,
  })
  readonly #windows = new Set<WindowChannel>()
  readonly #accounts = new WeakMap<Socket, Account>()
  #gate: SessionGate | undefined

  constructor(parts: PageServerParts) {
    this.#parts = parts
    this.#server = createServer(
      { headersTimeout: REQUEST_WITHIN_MS, requestTimeout: REQUEST_WITHIN_MS, maxHeaderSize: 8192 },
      (request, response) => this.#answer(request, response),
    )
    this.#server.maxConnections = MOST_CONNECTIONS
    this.#server.on('upgrade', (request, socket, head) => this.#openWindow(request, socket, head))
  }

  /** @throws Error with code EADDRINUSE */
  async start(): Promise<void> {
    this.#server.listen(this.#parts.port, loopback)
    await once(this.#server, 'listening')
    this.#gate = new SessionGate(this.port)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Works once, for that account or for whichever comes; the one before of its kind does not work any more. */
  newLink(account?: Account): string {
    return `http://${this.#authority}/?token=${this.#openGate.newToken(account)}`
  }

  /** Windows are told. Idempotent. */
  async stop(): Promise<void> {
    for (const window of this.#windows) window.stop()
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  get #authority(): string {
    return `${loopback}:${this.port}`
  }

  get #openGate(): SessionGate {
    if (this.#gate === undefined) throw new Error('the server was not started')
    return this.#gate
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pages, firstPage } = this.#parts
    const verdict = judgeRequest(this.#asked(request), this.#authority, pages)
    // What a request carries is not read.
    if (request.headers['content-length'] !== undefined) response.shouldKeepAlive = false
    switch (verdict.kind) {
      case 'refused':
        return this.#refuse(response, verdict.refusal)
      case 'page':
        return this.#send(response, 200, pages.get(verdict.path)!)
      case 'link': {
        const session = this.#openGate.exchange(verdict.token, this.#accountOf(request.socket))
        if (session !== undefined) {
          response.setHeader('Set-Cookie', this.#cookie(session))
        } else if (!this.#hasSession(request)) {
          return this.#refuse(response, 'void-link')
        }
        return this.#send(response, 200, htmlPage(browserText.welcomePage(firstPage)))
      }
      default:
        return verdict satisfies never
    }
  }

  #openWindow(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const refusal = judgeWindow(this.#asked(request), this.#authority)
    if (refusal !== undefined) return refuseUpgrade(socket, refusal)
    if (this.#windows.size >= MOST_WINDOWS) return refuseUpgrade(socket, 'too-many-windows')
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { desk, mostWaitingBytes } = this.#parts
      const window = new WindowChannel(webSocket, desk, mostWaitingBytes)
      this.#windows.add(window)
      webSocket.on('close', () => this.#windows.delete(window))
      window.start()
    })
  }

  #asked(request: IncomingMessage): Asked {
    const { method = '', url = '', headers } = request
    const text = (value: string | string[] | undefined) =>
      typeof value === 'string' ? value : undefined
    return {
      method,
      target: url,
      host: headers.host,
      origin: headers.origin,
      fetchSite: text(headers['sec-fetch-site']),
      fetchMode: text(headers['sec-fetch-mode']),
      hasSession: this.#hasSession(request),
    }
  }

  #hasSession({ headers, socket }: IncomingMessage): boolean {
    return this.#openGate.hasSession(headers.cookie, this.#accountOf(socket))
  }

  #accountOf(socket: Socket): Account {
    if (!this.#accounts.has(socket)) this.#accounts.set(socket, accountAtOtherEnd(socket))
    return this.#accounts.get(socket)
  }

  #cookie(session: string): string {
    return `${this.#openGate.cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`
  }

  #refuse(response: ServerResponse, refusal: Refusal): void {
    if (refusal === 'method') response.setHeader('Allow', 'GET, HEAD')
    const sentence = browserText.refused(refusal, this.#authority)
    this.#send(response, refusalStatus[refusal], htmlPage(browserText.refusalPage(sentence)))
  }

  #send(response: ServerResponse, status: number, { type, body }: Page): void {
    const ownChannel = `'self' ws://${this.#authority}`
    for (const [name, value] of Object.entries(responseHeaders(ownChannel))) {
      response.setHeader(name, value)
    }
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length })
    response.end(body)
  }
}

function htmlPage(text: string): Page {
  return { type: 'text/html; charset=utf-8', body: Buffer.from(text) }
}

function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const status = refusalStatus[refusal]
  // An end of ours is none of theirs (allowHalfOpen), and the server would wait for theirs.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
