// The static tunnel's control socket: one JSON request a line, one JSON reply a line. For the user who started it only.
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { messageOf } from '../lib/error-message.ts'
import {
  staticTunnelRequestSchema,
  type StaticTunnelReply,
  type StaticTunnelRequest,
} from '../contract/static-tunnel.ts'

/** Longer than any request can be; a line without end is not collected. */
const maxLineBytes = 64 * 1024

export type Answer = (
  request: StaticTunnelRequest,
) => Extract<StaticTunnelReply, { result: unknown }>['result']

/** Resolves when the socket listens. `answer` may throw: the message goes back to the caller. */
export async function serveStaticControl(path: string, answer: Answer): Promise<Server> {
  rmSync(path, { force: true })
  const server = createServer((connection) => serve(connection, answer))
  // Strict from the first moment on: the mode is set by the umask, not after the fact.
  const umask = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(umask)
  }
  chmodSync(path, 0o600)
  return server
}

function serve(connection: Socket, answer: Answer): void {
  let pendingBytes = 0
  connection.on('error', () => connection.destroy())
  connection.on('data', (chunk: Buffer) => {
    const newline = chunk.lastIndexOf(10)
    pendingBytes = newline < 0 ? pendingBytes + chunk.length : chunk.length - newline - 1
    if (pendingBytes > maxLineBytes) connection.destroy()
  })
  createInterface({ input: connection }).on('line', (line) => {
    connection.write(`${JSON.stringify(replyTo(line, answer))}\n`)
  })
}

function replyTo(line: string, answer: Answer): StaticTunnelReply {
  let id: number | null = null
  try {
    const parsed = v.safeParse(staticTunnelRequestSchema, JSON.parse(line))
    if (!parsed.success) {
      return { id, error: { code: 'bad-request', message: v.summarize(parsed.issues) } }
    }
    id = parsed.output.id
    return { id, result: answer(parsed.output) }
  } catch (error) {
    const message = messageOf(error)
    return { id: id ?? null, error: { code: 'failed', message } } as StaticTunnelReply
  }
}
