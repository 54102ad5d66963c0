// One transmission of a signed update: over UDP on a socket of its own, so that the kernel chooses the source address
// anew each time (an old socket would keep that of before the move), or over TCP (RFC 7766).
import { connect } from 'node:net'
import { ServerSocket } from 'tun-tap/server-socket'
import type { Endpoint } from '../../lib/endpoint.ts'
import type { Transport } from '../../lib/listen-error.ts'
import { TcpFrames, frame } from '../../lib/tcp-frames.ts'
import { maxForgedAnswers } from './limits.ts'

export interface CarrierEvents {
  /**
   * @param arrivedUs CLOCK_MONOTONIC; unknown by TCP
   * @returns whether it was an answer; what was none is counted
   */
  received(bytes: Buffer, arrivedUs?: number): boolean
  failed(why: 'no-route' | 'nobody-listens'): void
}

/**
 * A datagram has left when this returns, where a way leads there. No event comes before that.
 * @returns ends it; nothing is called afterwards
 */
export function carry(
  server: Endpoint,
  transport: Transport,
  message: Uint8Array,
  events: CarrierEvents,
): () => void {
  return transport === 'udp'
    ? carryDatagram(server, message, events)
    : carryFrame(server, message, events)
}

function carryDatagram(server: Endpoint, message: Uint8Array, events: CarrierEvents): () => void {
  let socket: ServerSocket | undefined
  let isOpen = true
  let forged = 0
  const close = () => {
    isOpen = false
    socket?.close()
  }
  const fail = (error: NodeJS.ErrnoException) => {
    if (!isOpen) return
    close()
    events.failed(failureOf(error))
  }
  const received = (bytes: Buffer, arrivedUs: number) => {
    if (!isOpen || events.received(bytes, arrivedUs)) return
    if (++forged >= maxForgedAnswers) close()
  }
  try {
    socket = new ServerSocket(server, { received, failed: fail })
    socket.send(message)
  } catch (error) {
    queueMicrotask(() => fail(error as NodeJS.ErrnoException))
  }
  return close
}

function carryFrame(server: Endpoint, message: Uint8Array, events: CarrierEvents): () => void {
  const socket = connect({ host: server.address, port: server.port, noDelay: true })
  const frames = new TcpFrames()
  let isOpen = true
  const close = () => {
    isOpen = false
    socket.destroy()
  }
  const fail = (error?: NodeJS.ErrnoException) => {
    if (!isOpen) return
    close()
    events.failed(failureOf(error))
  }
  socket.on('error', fail)
  socket.on('close', () => fail())
  socket.on('connect', () => socket.write(frame(Buffer.from(message))))
  socket.on('data', (chunk: Buffer) => {
    frames.push(chunk)
    const bytes = frames.next()
    if (isOpen && bytes !== undefined && !events.received(bytes)) fail()
  })
  return close
}

function failureOf(error?: NodeJS.ErrnoException): 'no-route' | 'nobody-listens' {
  const isNoRoute = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN']
  return isNoRoute.includes(error?.code ?? '') ? 'no-route' : 'nobody-listens'
}
