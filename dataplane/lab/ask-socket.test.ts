import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askSocket } from './ask-socket.ts'

let directory: string
let server: Server | undefined
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ask-socket-'))
})
afterEach(() => {
  server?.close()
  rmSync(directory, { recursive: true })
})

async function serve(answer: (socket: Socket, question: string) => void): Promise<string> {
  const path = join(directory, 'sock')
  server = createServer((socket) => {
    socket.on('data', (chunk) => answer(socket, chunk.toString()))
  })
  server.listen(path)
  await once(server, 'listening')
  return path
}

test('the answer may come in pieces, and only its first line counts', async () => {
  const path = await serve((socket, question) => {
    socket.write(question.trim().toUpperCase())
    setImmediate(() => socket.write('!\nmore\n'))
  })
  expect(await askSocket(path, 'hello')).toBe('HELLO!')
})

test('a socket that nobody serves is named', async () => {
  const path = join(directory, 'none')
  await expect(askSocket(path, 'x')).rejects.toThrow(`No answer came from ${path}: connect ENOENT`)
})

test('a connection that closes without an answer is no answer', async () => {
  const path = await serve((socket) => socket.end())
  await expect(askSocket(path, 'x')).rejects.toThrow('the connection was closed')
})
