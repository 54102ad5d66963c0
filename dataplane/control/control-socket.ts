// The socket's place in the file system. Everybody may connect, since everybody may read; what else
// a caller may do is decided by who it is (caller-rights.ts). The mode is right from the first
// moment, by the umask.
import { once } from 'node:events'
import { chownSync, existsSync, lstatSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import type { Server } from 'node:net'
import { dirname, join } from 'node:path'
import { pidFileName } from '../contract/control-protocol.ts'
import { readPidFile } from '../lib/pid-file.ts'

/** sun_path of unix(7), without its final zero. */
const maxPathBytes = 107

/** For others to connect they must be able to write: unix(7). */
const umaskForAll = 0o111

/**
 * An expected failure at the start; `message` is the sentence for the person who started the
 * helper.
 */
export class ControlSocketError extends Error {
  override readonly name = 'ControlSocketError'
}

/**
 * Listens on `path`; a socket that a killed helper left there is replaced. `groupId`: the group
 * that the file gets where this user may give it.
 * @throws ControlSocketError
 */
export async function listenOnPath(server: Server, path: string, groupId?: number): Promise<void> {
  if (Buffer.byteLength(path) > maxPathBytes) {
    throw new ControlSocketError(
      `The control socket ${path} has too long a path (${maxPathBytes} bytes are allowed): give a shorter --run-dir.`,
    )
  }
  // libuv reports a missing directory as EACCES.
  if (!existsSync(dirname(path))) throw failedToListen(path, 'ENOENT')
  await removeLeftover(path)
  const listening = once(server, 'listening')
  const umask = process.umask(umaskForAll)
  try {
    // The file is made inside this call, so that the umask holds for nothing else.
    server.listen(path)
  } finally {
    process.umask(umask)
  }
  try {
    await listening
    if (groupId !== undefined) giveToGroup(path, groupId)
  } catch (cause) {
    server.close()
    throw failedToListen(path, codeOf(cause), cause)
  }
}

/** Says whom the socket is for, and gives no right: those come from SO_PEERCRED. */
function giveToGroup(path: string, groupId: number): void {
  try {
    chownSync(path, -1, groupId)
  } catch (error) {
    // Not one of this user's groups, or not of this user namespace.
    if (!['EPERM', 'EINVAL'].includes(codeOf(error) ?? '')) throw error
  }
}

/** @throws ControlSocketError when another helper answers there, or something else is in the way */
async function removeLeftover(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) {
    throw new ControlSocketError(
      `${path} is in the way of the control socket and is no socket: remove it, or give another --run-dir.`,
    )
  }
  await refuseWhereAnswered(path)
  rmSync(path, { force: true })
}

/** @throws ControlSocketError when a helper answers on this control socket */
export async function refuseWhereAnswered(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found?.isSocket() !== true || !(await isAnswered(path))) return
  const pid = readPidFile(join(dirname(path), pidFileName))
  const process = pid === undefined ? '' : `, process ${pid},`
  throw new ControlSocketError(
    `Another helper${process} runs here and answers on ${path}: stop it first, or give this one another --run-dir.`,
  )
}

async function isAnswered(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    // Any other failure means that somebody may be there, and binding will say so.
    return codeOf(error) === 'EAGAIN'
  } finally {
    socket.destroy()
  }
}

function failedToListen(
  path: string,
  code: string | undefined,
  cause?: unknown,
): ControlSocketError {
  const remedies: Record<string, string> = {
    EACCES:
      'this user may not write there; run the helper as root, or give a --run-dir of your own',
    ENOENT: 'its directory does not exist; make it, or give another --run-dir',
    EROFS: 'the file system is read-only; give another --run-dir',
    EADDRINUSE: 'another helper has just taken it; stop one of them',
  }
  const reason =
    remedies[code ?? ''] ?? (cause instanceof Error ? cause.message : 'nobody knows why')
  return new ControlSocketError(`The control socket ${path} cannot be made: ${reason}.`, { cause })
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}
