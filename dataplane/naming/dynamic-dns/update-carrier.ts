// One transmission of a signed update: over UDP on a socket of its own, so that the kernel chooses the source address
// anew each time (an old socket would keep that of before the move), or over TCP (RFC 7766).
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import type { Endpoint } from '../../lib/endpoint.ts'
import type { Transport } from '../../lib/listen-error.ts'
import { TcpFrames, frame } from '../../lib/tcp-frames.ts'
import { maxForgedAnswers } from './limits.ts'

export interface CarrierEvents {
  /** @returns whether it was an answer; what was none is counted */
  received(bytes: Buffer): boolean
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
  const isV6 = isIPv6(server.address)
  const socket = createSocket({
    type: isV6 ? 'udp6' : 'udp4',
    // Called back at once, so that all is done before we return: a numeric address needs no lookup.
    lookup: (address, _options, found) => found(null, address, isV6 ? 6 : 4),
  })
  let isOpen = true
  let forged = 0
  const close = () => {
    if (isOpen) socket.close()
    isOpen = false
  }
  const fail = (error: NodeJS.ErrnoException) => {
    if (!isOpen) return
    close()
    events.failed(failureOf(error))
  }
  socket.on('error', fail)
  socket.on('message', (bytes) => {
    if (!isOpen || events.received(bytes)) return
    if (++forged >= maxForgedAnswers) close()
  })
  // Connected: who else sends to this port is not heard, and that nobody listens there is.
  socket.connect(server.port, server.address)
  if (isConnected(socket)) socket.send(message)
  return close
}

/** Without a way to the server it is not, and an error event is due. */
function isConnected(socket: ReturnType<typeof createSocket>): boolean {
  try {
    socket.remoteAddress()
    return true
  } catch {
    return false
  }
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
