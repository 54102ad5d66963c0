// One question to one upstream: over UDP on a connected socket of its own, so that a forger has to guess port
// and id at once (RFC 5452), or over TCP on a connection of its own (RFC 7766).
import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { ServerSocket } from 'tun-tap/server-socket'
import type { Endpoint } from '../lib/endpoint.ts'
import type { Transport } from '../lib/listen-error.ts'
import { TcpFrames, frame } from '../lib/tcp-frames.ts'
import { isAnswerTo } from './answer-check.ts'
import { maxForgedAnswers } from './limits.ts'

export interface ExchangeEvents {
  /** With the id of the exchange, not that of the query. */
  answered(bytes: Buffer): void
  /** There will be no answer: nobody listens there or no way leads there; or a forger found the port. */
  failed(why: 'unreachable' | 'forged'): void
  /** Something came that is no answer to this question. */
  forged(): void
}

/**
 * One of `answered` and `failed` is called, at most once and never before this returns.
 * @param query with any id: the exchange has its own
 * @returns ends it; nothing is called afterwards
 */
export function exchange(
  server: Endpoint,
  transport: Transport,
  query: Uint8Array,
  events: ExchangeEvents,
): () => void {
  const question = Buffer.from(query)
  question.writeUInt16BE(randomInt(0x1_0000), 0)
  return transport === 'udp'
    ? exchangeDatagrams(server, question, events)
    : exchangeFrames(server, question, events)
}

function exchangeDatagrams(server: Endpoint, question: Buffer, events: ExchangeEvents): () => void {
  let socket: ServerSocket | undefined
  let isOpen = true
  let forged = 0
  const close = () => {
    isOpen = false
    socket?.close()
  }
  const fail = (why: 'unreachable' | 'forged') => {
    if (!isOpen) return
    close()
    events.failed(why)
  }
  const received = (bytes: Buffer) => {
    if (!isOpen) return
    if (isAnswerTo(question, bytes)) {
      isOpen = false
      events.answered(bytes)
      // The program that waits gets its answer first.
      setImmediate(close)
      return
    }
    events.forged()
    if (++forged >= maxForgedAnswers) fail('forged')
  }
  try {
    socket = new ServerSocket(server, { received, failed: () => fail('unreachable') })
    socket.send(question)
  } catch {
    // The caller gets its way to end this before it hears of anything.
    queueMicrotask(() => fail('unreachable'))
  }
  return close
}

function exchangeFrames(server: Endpoint, question: Buffer, events: ExchangeEvents): () => void {
  const socket = connect({ host: server.address, port: server.port, noDelay: true })
  const frames = new TcpFrames()
  let isOpen = true
  const close = () => {
    isOpen = false
    socket.destroy()
  }
  const fail = (why: 'unreachable' | 'forged') => {
    if (!isOpen) return
    close()
    events.failed(why)
  }
  socket.on('error', () => fail('unreachable'))
  socket.on('close', () => fail('unreachable'))
  socket.on('connect', () => socket.write(frame(question)))
  socket.on('data', (chunk: Buffer) => {
    frames.push(chunk)
    const bytes = frames.next()
    if (!isOpen || bytes === undefined) return
    if (isAnswerTo(question, bytes)) {
      close()
      events.answered(bytes)
      return
    }
    events.forged()
    fail('unreachable')
  })
  return close
}
