import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, connect, Socket, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { peerCredentials } from './peer-credentials.ts'

const isRoot = process.getuid?.() === 0

let folder: string
let server: Server
let child: ChildProcess | undefined

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vip-peer-'))
  chmodSync(folder, 0o755) // for the other user
  server = createServer().listen({ path: join(folder, 'socket'), writableAll: true })
  await once(server, 'listening')
})

afterEach(() => {
  child?.kill()
  child = undefined
  server.close()
  rmSync(folder, { recursive: true })
})

async function accepted(): Promise<Socket> {
  const [socket] = (await once(server, 'connection')) as [Socket]
  return socket
}

/** Connects from another process, which perl-base does on every Debian, with other rights if wanted. */
function connectFrom(...wrapper: string[]): ChildProcess {
  const program =
    'use Socket; socket(S,AF_UNIX,SOCK_STREAM,0); connect(S,sockaddr_un($ARGV[0])) or die $!; <S>'
  const command = [...wrapper, 'perl', '-e', program, join(folder, 'socket')]
  child = spawn('env', command, { stdio: ['ignore', 'ignore', 'inherit'] })
  return child
}

it('tells who connected', async () => {
  const { pid } = connectFrom()
  const socket = await accepted()
  const { groups, ...others } = peerCredentials(socket)
  const gid = process.getgid?.()
  expect(others).toEqual({ pid, uid: process.getuid?.(), gid })
  // Node adds the group itself to the supplementary ones.
  expect(new Set([...(groups ?? []), gid])).toEqual(new Set(process.getgroups?.()))
  socket.destroy()
})

it('tells who listens', async () => {
  const client = connect(join(folder, 'socket'))
  const [socket] = await Promise.all([accepted(), once(client, 'connect')])
  expect(peerCredentials(client)).toMatchObject({ pid: process.pid, uid: process.getuid?.() })
  client.destroy()
  socket.destroy()
})

it.for([0, 3, 64, 65, 1000])('tells another user with %i groups', async (count, context) => {
  if (!isRoot) context.skip('only root can become another user')
  const groups = Array.from({ length: count }, (_, i) => 5000 + i)
  const groupFlag = count === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`
  connectFrom('setpriv', '--reuid=65534', '--regid=65533', groupFlag)
  const socket = await accepted()
  expect(peerCredentials(socket)).toMatchObject({ uid: 65534, gid: 65533, groups })
  socket.destroy()
})

it('refuses a socket that is closed', async () => {
  connectFrom()
  const socket = await accepted()
  socket.destroy()
  await once(socket, 'close')
  expect(() => peerCredentials(socket)).toThrow(/no file descriptor/)
  expect(() => peerCredentials(new Socket())).toThrow(
    expect.objectContaining({ code: 'ERR_NO_DESCRIPTOR' }),
  )
})

it('refuses what is no Unix socket', () => {
  expect(() => peerCredentials(2 ** 30)).toThrow(expect.objectContaining({ code: 'EBADF' }))
  expect(() => peerCredentials(-1)).toThrow(/descriptor must be a whole number/)
})
