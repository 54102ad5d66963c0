// A UDP socket of its own for one server: nobody else is heard (RFC 5452 section 9), the kernel chooses the source address
// as it is now, and tells when an answer came, however late this process gets a processor to read it. Opened natively, since
// Node's sockets do not ask the kernel for that; read by Node.
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { loadAddon } from './load-addon.ts'

export interface ServerSocketEvents {
  /** @param arrivedUs when the kernel took it: CLOCK_MONOTONIC, as the data path's `monotonicUs` */
  received(bytes: Buffer, arrivedUs: number): void
  /** The network has said that nobody listens there, or no way leads there any more. The socket is closed. */
  failed(error: NodeJS.ErrnoException): void
}

export class ServerSocket {
  readonly #descriptor: number
  readonly #socket: Socket
  #isOpen = true

  /**
   * Neither event comes before this has returned.
   * @param server a numeric address, a link-local one with its interface: `fe80::1%eth0`
   * @throws Error with the errno's name as `code`, such as ENETUNREACH where no way leads there
   */
  constructor(server: { address: string; port: number }, events: ServerSocketEvents) {
    this.#descriptor = native().openServerSocket(server.address, server.port)
    try {
      this.#socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
      this.#socket.bind({ fd: this.#descriptor })
    } catch (error) {
      native().closeServerSocket(this.#descriptor)
      throw error
    }
    native().keepPortAlone(this.#descriptor)
    this.#socket.on('message', (bytes) => {
      if (this.#isOpen) events.received(bytes, native().arrivalUs(this.#descriptor))
    })
    this.#socket.on('error', (error) => {
      if (!this.#isOpen) return
      this.close()
      events.failed(error)
    })
  }

  /** It has left when this returns. @throws Error with the errno's name as `code` */
  send(bytes: Uint8Array): void {
    if (this.#isOpen) native().sendToServer(this.#descriptor, bytes)
  }

  /** Idempotent. No event comes afterwards. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#socket.close()
  }
}

function native(): ServerSocketAddon {
  return loadAddon<ServerSocketAddon>()
}

/** What addon/server-socket-addon.cc exports. */
export type ServerSocketAddon = {
  openServerSocket(address: string, port: number): number
  keepPortAlone(descriptor: number): void
  sendToServer(descriptor: number, bytes: Uint8Array): void
  closeServerSocket(descriptor: number): void
  arrivalUs(descriptor: number): number
}
