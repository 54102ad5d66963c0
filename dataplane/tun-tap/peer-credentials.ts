// Which process is at the other end of a Unix socket, as the kernel knows it (unix(7)): what the rights of
// a caller of the control socket are decided by.
import { Socket } from 'node:net'
import { loadAddon } from './load-addon.ts'

export type PeerCredentials = {
  /** When it connected. The process may have ended since, and the number belong to another. */
  pid: number
  uid: number
  /** Users and groups that this user namespace does not know are 65534. */
  gid: number
  /** Supplementary groups; null where the kernel does not tell (before Linux 4.13). */
  groups: number[] | null
}

/**
 * @param socket an open Unix stream socket, or its file descriptor
 * @throws Error with `code`: ERR_NO_DESCRIPTOR for a closed socket, ENOTCONN when it has no Unix peer
 */
export function peerCredentials(socket: Socket | number): PeerCredentials {
  const descriptor = socket instanceof Socket ? descriptorOf(socket) : socket
  return loadAddon<PeerCredentialsAddon>().peerCredentials(descriptor)
}

/** Node has no public way to a socket's descriptor: this is the one place that takes the private one. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = (socket as { _handle?: unknown })._handle
  if (typeof handle === 'object' && handle !== null && 'fd' in handle) {
    const { fd } = handle
    if (typeof fd === 'number' && fd >= 0) return fd
  }
  const error = new Error(
    'cannot tell who is at the other end: the socket has no file descriptor (it is closed, or not connected yet)',
  )
  throw Object.assign(error, { code: 'ERR_NO_DESCRIPTOR' })
}

/** What addon/peer-credentials-addon.cc exports. */
export type PeerCredentialsAddon = {
  peerCredentials(descriptor: number): PeerCredentials
}
