import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { FakeClock } from './fake-clock.ts'
import { ListenError } from './listen-error.ts'
import { TcpFrames, frame } from './tcp-frames.ts'
import { TcpListener } from './tcp-listener.ts'
import type { StreamService } from './tcp-listener.ts'
import { UdpListener } from './udp-listener.ts'

const loopback = { address: '127.0.0.1', port: 0 }
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function udp(maxRequestBytes = 100, endpoint = loopback): Promise<number> {
  const listener = new UdpListener(endpoint, {
    maxRequestBytes,
    answer: (message, reply) => reply(message.toReversed()),
  })
  ends.push(() => listener.stop())
  return listener.start()
}

async function tcp(service: Partial<StreamService> = {}): Promise<number> {
  const listener = new TcpListener(loopback, {
    clock: new FakeClock(),
    maxConnections: 8,
    maxPendingAnswers: 8,
    idleMs: 1000,
    answer: (message, reply) => reply(message.toReversed()),
    ...service,
  })
  ends.push(() => listener.stop())
  return listener.start()
}

function client(port: number) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  ends.push(() => socket.destroy())
  return socket
}

test('each datagram is answered, but for those that are too long', async () => {
  const port = await udp(4)
  const socket = createSocket('udp4')
  ends.push(() => socket.close())
  const answer = once(socket, 'message')
  socket.send('too long', port, '127.0.0.1')
  socket.send('abc', port, '127.0.0.1')
  expect(String((await answer)[0])).toBe('cba')
})

test('a taken port, an address of another machine', async () => {
  const port = await udp()
  const failure = await udp(1, { address: '127.0.0.1', port }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ListenError)
  expect((failure as ListenError).problem).toEqual({
    code: 'port-taken',
    endpoint: `127.0.0.1:${port}`,
    protocol: 'UDP',
  })
  await expect(udp(1, { address: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    problem: { code: 'address-elsewhere' },
  })
})

test('pipelined messages, answered as they become ready, also to who has closed its side', async () => {
  const replies: [Buffer, (answer: Uint8Array) => void][] = []
  const arrived = Promise.withResolvers<void>()
  const port = await tcp({
    answer(message, reply) {
      replies.push([message, reply])
      if (replies.length === 3) arrived.resolve()
    },
  })
  const socket = client(port)
  socket.end(Buffer.concat(['1', '2', '3'].map((text) => frame(Buffer.from(text)))))
  await arrived.promise
  for (const [message, reply] of replies.toReversed()) reply(message)
  const frames = new TcpFrames()
  for await (const chunk of socket) frames.push(chunk as Buffer)
  expect([1, 2, 3].map(() => String(frames.next()))).toEqual(['3', '2', '1'])
})

test('only so many pending answers a connection', async () => {
  let pending = 0
  let most = 0
  const port = await tcp({
    maxPendingAnswers: 2,
    answer(message, reply) {
      most = Math.max(most, ++pending)
      setImmediate(() => {
        pending--
        reply(message)
      })
    },
  })
  const socket = client(port)
  socket.end(Buffer.concat(Array.from({ length: 50 }, (_, at) => frame(Buffer.of(at)))))
  const frames = new TcpFrames()
  for await (const chunk of socket) frames.push(chunk as Buffer)
  expect(Array.from({ length: 50 }, () => frames.next()?.[0])).toEqual(
    Array.from({ length: 50 }, (_, at) => at),
  )
  expect(most).toBe(2)
})

test('idle connections are closed, those that wait for an answer are not', async () => {
  const clock = new FakeClock()
  const asked = Promise.withResolvers<(answer: Uint8Array) => void>()
  const port = await tcp({ clock, answer: (_, reply) => asked.resolve(reply) })
  const socket = client(port)
  socket.write(frame(Buffer.from('?')))
  const reply = await asked.promise
  clock.advance(5000)
  const answer = once(socket, 'data')
  reply(Buffer.from('!'))
  expect(String((await answer)[0])).toBe('\0\x01!')
  const ended = once(socket, 'end')
  clock.advance(1000)
  await ended
})

test('a message without an answer ends the connection', async () => {
  const socket = client(await tcp({ answer: (_, reply) => reply(undefined) }))
  const ended = once(socket, 'end')
  socket.resume()
  socket.write(frame(Buffer.from('?')))
  await ended
  expect(socket.readableEnded).toBe(true)
})

test('stopping twice, and without having started', async () => {
  const listener = new UdpListener(loopback, { maxRequestBytes: 1, answer: () => {} })
  await listener.stop()
  await expect(listener.stop()).resolves.toBe(undefined)
})
