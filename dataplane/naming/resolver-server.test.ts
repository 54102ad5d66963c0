import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { rcodes } from '../wire/dns-codes.ts'
import { maxPendingOfClient } from './limits.ts'
import { Resolver } from './resolver.ts'
import { askUdp, query, read } from './test/ask-resolver.ts'
import { FakeNameServer } from './test/fake-name-server.ts'
import { onFreePort } from './test/on-free-port.ts'

let upstream: FakeNameServer
let resolver: Resolver
let at: Endpoint
beforeEach(async () => {
  upstream = await new FakeNameServer().start()
  resolver = new Resolver({
    clock: systemClock,
    listen: { address: '127.0.0.1', port: 0 },
    upstreams: [upstream.endpoint],
    source: {
      mapped: (name) => (name === 'b.vipip.net.' ? { vip: '240.0.0.2' } : undefined),
      nameOf: () => undefined,
      own: () => undefined,
      isTrusted: () => false,
      prepare: () => {},
      connect: () => Promise.resolve({ kind: 'physical', reason: 'no-answer' }),
    },
  })
  at = await onFreePort(() => resolver.start())
})
afterEach(async () => {
  await resolver.stop()
  await upstream.stop()
})

test('a client with too many open questions is told so, and others are served', async () => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1_000_000 })
  const answer = once(socket, 'message') as Promise<[Buffer]>
  // Equal ones share a question to the upstream, and are as many open questions of this client all the same.
  const batch = 64
  for (let sent = 0; sent <= maxPendingOfClient; sent++) {
    socket.send(query('slow.vipip.net.', 'TXT', sent), at.port, at.address)
    // No faster than they are read: the kernel would drop them.
    if (sent % batch === batch - 1) {
      await vi.waitFor(() => expect(resolver.counters().queries).toBe(sent + 1))
    }
  }
  const refused = (await answer)[0]
  expect([read(refused).header.rcode, refused.readUInt16BE(0)]).toEqual([
    rcodes.servFail,
    maxPendingOfClient,
  ])
  expect(resolver.counters().overloaded).toBe(1)
  const other = await askUdp(at, query('b.vipip.net.', 'A'))
  expect(read(other).answers.length).toBe(1)
  upstream.behave = (bytes, reply) => {
    const echo = Buffer.from(bytes)
    echo[2]! |= 0x80
    reply(echo)
  }
  expect((await askUdp(at, query('x.vipip.net.', 'TXT'))).readUInt16BE(0)).toBe(0x1234)
  socket.close()
})

test('answers and anything short are no queries', async () => {
  const socket = createSocket('udp4')
  const answered = vi.fn<() => void>()
  socket.on('message', answered)
  const answer = Buffer.from(query('b.vipip.net.', 'A'))
  answer[2]! |= 0x80
  for (const bytes of [answer, Buffer.alloc(11), Buffer.alloc(0)]) {
    socket.send(bytes, at.port, at.address)
  }
  await vi.waitFor(() => expect(resolver.counters().malformed).toBe(3))
  await askUdp(at, query('b.vipip.net.', 'A'))
  expect(answered).not.toHaveBeenCalled()
  socket.close()
})

test('any bytes leave the resolver answering', async () => {
  // What waits is given up early: the upstream says nothing.
  upstream.behave = (bytes, reply) => {
    const refusal = Buffer.from(bytes.subarray(0, 12))
    refusal[2]! |= 0x80
    refusal[3] = rcodes.refused
    reply(refusal)
  }
  const socket = createSocket('udp4')
  socket.on('message', () => {})
  let sent = 0
  const header = fc.uint8Array({ minLength: 2, maxLength: 12 })
  const bytes = fc.tuple(header, fc.uint8Array({ maxLength: 60 }))
  await fc.assert(
    fc.asyncProperty(bytes, async ([head, tail]) => {
      socket.send(Buffer.concat([head, tail]), at.port, at.address)
      sent++
      await vi.waitFor(() => expect(resolver.counters().queries).toBeGreaterThanOrEqual(sent), {
        interval: 1,
      })
    }),
    { numRuns: 300 },
  )
  expect(read(await askUdp(at, query('b.vipip.net.', 'A'))).answers.length).toBe(1)
  socket.close()
})
