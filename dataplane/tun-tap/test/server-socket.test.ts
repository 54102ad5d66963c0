import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { monotonicUs } from '../dataplane.ts'
import { ServerSocket } from '../server-socket.ts'
import type { ServerSocketEvents } from '../server-socket.ts'

const open: { close: () => unknown }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

async function server(address = '127.0.0.1'): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  open.push(socket)
  socket.bind(0, address)
  await once(socket, 'listening')
  return { socket, port: socket.address().port }
}

function client(to: { address: string; port: number }, events: Partial<ServerSocketEvents> = {}) {
  const socket = new ServerSocket(to, { received() {}, failed() {}, ...events })
  open.push(socket)
  return socket
}

describe.each(['127.0.0.1', '::1'])('with a server at %s', (address) => {
  test('asks it and hears it', async () => {
    const { socket, port } = await server(address)
    socket.on('message', (bytes, from) => {
      socket.send(Buffer.concat([bytes, Buffer.from('!')]), from.port, from.address)
    })
    const answer = await new Promise<Buffer>((received) => {
      client({ address, port }, { received }).send(Buffer.from('well'))
    })
    expect(answer.toString()).toBe('well!')
  })

  test('hears nobody else', async () => {
    const asked = await server(address)
    const other = await server(address)
    asked.socket.on('message', (_, from) => {
      other.socket.send('forged', from.port, from.address, () => {
        asked.socket.send('true', from.port, from.address)
      })
    })
    const answer = await new Promise<Buffer>((received) => {
      client({ address, port: asked.port }, { received }).send(Buffer.from('well'))
    })
    expect(answer.toString()).toBe('true')
  })

  test('is told that nobody listens there', async () => {
    const { socket, port } = await server(address)
    socket.close()
    open.length = 0
    const error = await new Promise<NodeJS.ErrnoException>((failed) => {
      client({ address, port }, { failed }).send(Buffer.from('well'))
    })
    expect(error.code).toBe('ECONNREFUSED')
  })
})

test('tells when an answer came, however late it is read', async () => {
  const { socket, port } = await server()
  let answeredUs = 0
  socket.on('message', (bytes, from) => {
    socket.send(bytes, from.port, from.address, () => {
      answeredUs = monotonicUs()
      while (monotonicUs() < answeredUs + 20_000);
    })
  })
  const late: number[] = []
  const seen = new Promise<void>((resolve) => {
    const asking = client(
      { address: '127.0.0.1', port },
      {
        received: (_, arrivedUs) => {
          late.push(Math.abs(arrivedUs - answeredUs))
          if (late.at(-1)! < 10_000) resolve()
          else asking.send(Buffer.from('again'))
        },
      },
    )
    asking.send(Buffer.from('well'))
  })
  // The kernel begins to look at its clock a moment after it was asked to.
  await Promise.race([seen, delay(4000)])
  expect(Math.min(...late)).toBeLessThan(10_000)
})

test('shares its port with nobody', async () => {
  const { socket, port } = await server()
  client({ address: '127.0.0.1', port }).send(Buffer.from('well'))
  const [, from] = (await once(socket, 'message')) as [Buffer, { port: number }]
  const thief = createSocket({ type: 'udp4', reuseAddr: true })
  open.push(thief)
  const error = once(thief, 'error')
  thief.bind(from.port, '127.0.0.1', () => thief.emit('error', new Error('it was let in')))
  expect(await error).toEqual([expect.objectContaining({ code: 'EADDRINUSE' })])
})

test('throws where no way leads', () => {
  expect(() => client({ address: '255.255.255.255', port: 53 })).toThrow(
    expect.objectContaining({ code: 'EACCES' }),
  )
  expect(() => client({ address: 'nowhere', port: 53 })).toThrow(/"nowhere" is no/)
})

// No machine has this one there: the kernel says so, where an address that cannot be read would be refused before.
test('knows a link-local address by its interface', () => {
  const { code } = errorOf(() =>
    client({ address: 'fe80::53%lo', port: 53 }).send(Buffer.from('?')),
  )
  expect(['ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTUNREACH']).toContain(code)
  const other = errorOf(() => client({ address: 'fe80::53%nowhere', port: 53 }))
  expect(other.code).toBe('ERR_INVALID_ARG_VALUE')
})

test('neither sends nor hears once it is closed', async () => {
  const { socket, port } = await server()
  const heard: string[] = []
  socket.on('message', (bytes) => heard.push(bytes.toString()))
  const closed = client({ address: '127.0.0.1', port })
  closed.close()
  closed.close()
  closed.send(Buffer.from('closed'))
  client({ address: '127.0.0.1', port }).send(Buffer.from('open'))
  await once(socket, 'message')
  expect(heard).toEqual(['open'])
})

function errorOf(act: () => unknown): NodeJS.ErrnoException {
  try {
    act()
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
  return new Error('nothing was thrown')
}
