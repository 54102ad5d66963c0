// The helper's one door for people and programs: the control socket. Accepts clients within bounds,
// asks the kernel who they are, and hands each to a connection of its own.
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { peerCredentials } from 'tun-tap/peer-credentials'
import { controlSocketName } from '../contract/control-protocol.ts'
import { VipError } from '../contract/errors.ts'
import type { Fault } from '../contract/errors.ts'
import { controlGroupId, rightsOf } from './caller-rights.ts'
import type { Caller } from './caller-rights.ts'
import { ClientConnection } from './client-connection.ts'
import type { ConnectionOptions } from './client-connection.ts'
import { listenOnPath } from './control-socket.ts'
import { maxClients, maxClientsPerUser, maxReadOnlyClients } from './limits.ts'

export type ControlServerOptions = Omit<ConnectionOptions, 'hasGroup'> & {
  runDirectory: string
  /**
   * Of those who may write besides root and this user; default: of the group `vip`, where there is
   * one.
   */
  groupId?: number | undefined
}

export class ControlServer {
  readonly #options: ControlServerOptions
  readonly #groupId: number | undefined
  readonly #connections = new Set<ClientConnection>()
  #server: Server | undefined

  constructor(options: ControlServerOptions) {
    this.#options = options
    this.#groupId = options.groupId ?? controlGroupId()
  }

  get path(): string {
    return join(this.#options.runDirectory, controlSocketName)
  }

  /** Resolves when clients can connect. @throws ControlSocketError */
  async start(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket))
    await listenOnPath(server, this.path, this.#groupId)
    this.#server = server
  }

  /** Ends all connections and removes the socket. Idempotent. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    const closed = new Promise((resolve) => server.close(resolve))
    for (const connection of this.#connections) connection.stop()
    await closed
  }

  get clientCount(): number {
    return this.#connections.size
  }

  #accept(socket: Socket): void {
    const caller = this.#callerOf(socket)
    // It has left again already.
    if (caller === undefined) {
      socket.destroy()
      return
    }
    const max = this.#limitReached(caller)
    if (max !== undefined) {
      turnAway(socket, { code: 'too-many-clients', data: { max } })
      return
    }
    const hasGroup = this.#groupId !== undefined
    const connection = new ClientConnection(socket, caller, { ...this.#options, hasGroup })
    this.#connections.add(connection)
    socket.once('close', () => this.#connections.delete(connection))
  }

  #callerOf(socket: Socket): Caller | undefined {
    try {
      const credentials = peerCredentials(socket)
      const rights = rightsOf(credentials, process.getuid?.() ?? 0, this.#groupId)
      return { uid: credentials.uid, rights }
    } catch (cause) {
      this.#options.onFault(new Error('a client of the control socket cannot be told', { cause }))
      return undefined
    }
  }

  /** The bound that one more client of this kind would break. */
  #limitReached({ uid, rights }: Caller): number | undefined {
    const callers = [...this.#connections].map(({ caller }) => caller)
    if (callers.length >= maxClients) return maxClients
    if (callers.filter((other) => other.uid === uid).length >= maxClientsPerUser) {
      return maxClientsPerUser
    }
    if (rights === 'write') return undefined
    const readers = callers.filter((other) => other.rights === 'read')
    return readers.length >= maxReadOnlyClients ? maxReadOnlyClients : undefined
  }
}

function turnAway(socket: Socket, error: Fault): void {
  socket.on('error', () => socket.destroy())
  const { message } = new VipError(error)
  socket.write(`${JSON.stringify({ kind: 'error', id: null, message, error })}\n`)
  socket.destroySoon()
}
