// The server as browsers, websites and hostile programs meet it: real HTTP and WebSockets.
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { maxWindowMessageBytes } from '../bridge/acts.ts'
import type { DeskMessage } from '../bridge/acts.ts'
import type { Pages } from './built-pages.ts'
import { PageServer } from './page-server.ts'
import { FakeDesk } from './test/fake-desk.ts'

const page = (words: string) => ({ type: 'text/html; charset=utf-8', body: Buffer.from(words) })
const pages: Pages = new Map([
  ['/', page('the app')],
  ['/assets/index.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('script') }],
])

/** Few, so that a test need not send much. */
const mostWaitingBytes = 100_000

let desk: FakeDesk
let server: PageServer
let origin: string

beforeEach(async () => {
  desk = new FakeDesk()
  server = new PageServer({ pages, desk, port: 0, firstPage: '/#/lab', mostWaitingBytes })
  await server.start()
  origin = `http://127.0.0.1:${server.port}`
})
afterEach(async () => {
  await server.stop()
})

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/** By `http.request`, which sends any header and any target as it is given. */
async function ask(
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const asking = request({ host: '127.0.0.1', port: server.port, method, path: target, headers })
  asking.end()
  const [response] = (await once(asking, 'response')) as [import('node:http').IncomingMessage]
  const body = await text(response)
  return { status: response.statusCode ?? 0, headers: response.headers, body }
}

/** The Cookie header of a browser that has opened a link. */
async function openSession(): Promise<string> {
  const { headers } = await ask(server.newLink().slice(origin.length))
  return headers['set-cookie']![0]!.split(';')[0]!
}

function openWindow(headers: Record<string, string>, path = '/desk'): WebSocket {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers })
  socket.on('error', () => {})
  return socket
}

async function statusOfRefusal(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    import('node:http').IncomingMessage,
  ]
  return response.statusCode ?? 0
}

/** Messages as they come. */
function messagesOf(socket: WebSocket) {
  const said: DeskMessage[] = []
  let wake = Promise.withResolvers<void>()
  socket.on('message', (data: Buffer) => {
    said.push(JSON.parse(data.toString()) as DeskMessage)
    wake.resolve()
    wake = Promise.withResolvers()
  })
  return async (): Promise<DeskMessage> => {
    while (said.length === 0) await wake.promise
    return said.shift()!
  }
}

describe('the link', () => {
  it('opens a session that no script and no other site gets at, and leads to the first page', async () => {
    const { status, headers, body } = await ask(server.newLink().slice(origin.length))
    expect(status).toBe(200)
    expect(headers['set-cookie']).toHaveLength(1)
    expect(headers['set-cookie']![0]).toMatch(
      new RegExp(`^vip-session-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    )
    expect(body).toContain('content="0; url=/#/lab"')
    expect(body).not.toContain('<script')
  })

  it('works once, and then says how to get another one', async () => {
    const target = server.newLink().slice(origin.length)
    await ask(target)
    const again = await ask(target)
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
    expect(again.body).toContain('Press Enter in the terminal of &quot;vip ui&quot;')
    expect(again.body).toContain('start &quot;vip ui&quot; again')
  })

  it('that is reloaded in the browser that used it goes on to the pages', async () => {
    const target = server.newLink().slice(origin.length)
    const { headers } = await ask(target)
    const cookie = headers['set-cookie']![0]!.split(';')[0]!
    expect(await ask(target, { cookie })).toMatchObject({ status: 200 })
    expect((await ask(target)).status).toBe(403)
  })

  it('for one account opens nothing for another one', async () => {
    const own = process.getuid?.() ?? 0
    const [ofOther, ofOwn] = [own + 1, own].map((account) => server.newLink(account))
    expect((await ask(ofOther!.slice(origin.length))).status).toBe(403)
    expect((await ask(ofOwn!.slice(origin.length))).status).toBe(200)
  })

  it('is void when there is a newer one, and wrong ones leave it alone', async () => {
    const old = server.newLink().slice(origin.length)
    const target = server.newLink().slice(origin.length)
    expect((await ask(old)).status).toBe(403)
    expect((await ask('/?token=wrong')).status).toBe(403)
    expect((await ask(target, {}, 'HEAD')).status).toBe(405)
    expect((await ask(target, { host: 'evil.example' })).status).toBe(421)
    expect((await ask(target)).status).toBe(200)
  })
})

describe('pages', () => {
  it('come with their type and with all that keeps other sites out', async () => {
    const cookie = await openSession()
    const { status, headers, body } = await ask('/', { cookie })
    expect([status, body]).toEqual([200, 'the app'])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    const policy = headers['content-security-policy']!
    expect(policy).toContain("default-src 'self'; ")
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}; `)
    expect(policy).not.toContain('unsafe')
    expect((await ask('/assets/index.js', { cookie })).body).toBe('script')
    expect(await ask('/', { cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  it('are shown to nobody without the session, and refusals have the same headers', async () => {
    const { status, headers, body } = await ask('/')
    expect(status).toBe(403)
    expect(body).not.toContain('the app')
    expect(headers['content-security-policy']).toContain("default-src 'self'")
    expect((await ask('/', { cookie: `vip-session-${server.port}=guess` })).status).toBe(403)
  })

  it.each([
    ['another host', { host: 'evil.example' }, 'GET', '/', 421],
    ['localhost, which is another host', { host: 'localhost:1' }, 'GET', '/', 421],
    ['another origin', { origin: 'https://evil.example' }, 'GET', '/', 403],
    ['a subresource of another site', { 'sec-fetch-site': 'cross-site' }, 'GET', '/', 403],
    ['another method', {}, 'POST', '/', 405],
    ['a path that climbs', {}, 'GET', '/../package.json', 404],
    ['a path that climbs, encoded', {}, 'GET', '/%2e%2e%2fpackage.json', 404],
    ['an absolute address', {}, 'GET', 'http://127.0.0.1/', 404],
    ['the channel, by HTTP', {}, 'GET', '/desk', 404],
  ] as const)('are not given for %s', async (_, headers, method, target, status) => {
    const cookie = await openSession()
    const answer = await ask(target, { cookie, ...headers }, method)
    expect(answer.status).toBe(status)
    expect(answer.body).not.toContain('the app')
  })

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['a line break in the target', 'GET /\rX: 1 HTTP/1.1\r\nHost: a\r\n\r\n'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
    ],
  ])('bytes that are %s end the connection, and the server goes on', async (_, bytes) => {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.end(bytes)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4(00|21) /)
    expect((await ask('/', { cookie: await openSession() })).status).toBe(200)
  })

  it('a header without end ends the connection, and the server goes on', async () => {
    const socket = connect(server.port, '127.0.0.1')
    // What it does not read any more ends as a reset.
    socket.on('error', () => {})
    socket.write(`GET / HTTP/1.1\r\nX: ${'a'.repeat(100_000)}`)
    await new Promise((resolve) => socket.resume().once('close', resolve))
    expect((await ask('/', { cookie: await openSession() })).status).toBe(200)
  })
})

describe('a window', () => {
  const headersOf = (cookie: string) => ({ cookie, origin })

  it('gets frames, and replies to its acts by their ids', async () => {
    const socket = openWindow(headersOf(await openSession()))
    const next = messagesOf(socket)
    expect(await next()).toMatchObject({ kind: 'frame', frame: { kind: 'changes' } })
    socket.send(JSON.stringify({ kind: 'act', id: 7, act: 'labUp', input: { nameServer: 'vip' } }))
    expect(await next()).toEqual({ kind: 'reply', id: 7, reply: { ok: true, value: null } })
    expect(desk.acts).toEqual([{ name: 'labUp', input: { nameServer: 'vip' } }])
    socket.close()
    await once(socket, 'close')
    await expect.poll(() => desk.subscribers.size, { interval: 5 }).toBe(0)
  })

  it('is one of several on one desk', async () => {
    const cookie = await openSession()
    const sockets = [openWindow(headersOf(cookie)), openWindow(headersOf(cookie))]
    const next = sockets.map(messagesOf)
    await Promise.all(next.map((each) => each()))
    desk.tell({ kind: 'changes', changes: [] })
    for (const each of next) expect(await each()).toMatchObject({ frame: { changes: [] } })
    for (const socket of sockets) socket.terminate()
  })

  it.each([
    ['without a session', {}, '/desk', 403],
    ['from another origin', { origin: 'https://evil.example' }, '/desk', 403],
    ['from another port of this machine', { origin: 'http://127.0.0.1:1' }, '/desk', 403],
    ['without an origin', { origin: undefined }, '/desk', 403],
    ['by another host name', { host: 'evil.example' }, '/desk', 421],
    ['at another path', {}, '/desk2', 404],
  ] as const)('is refused %s', async (how, headers, path, status) => {
    const cookie = await openSession()
    const own = how === 'without a session' ? { origin } : headersOf(cookie)
    const given = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== undefined)
    const socket = openWindow(Object.fromEntries(given) as Record<string, string>, path)
    expect(await statusOfRefusal(socket)).toBe(status)
    expect(desk.subscribers.size).toBe(0)
  })

  it.each([
    ['no JSON', '{'],
    ['another kind', JSON.stringify({ kind: 'frame' })],
    ['no number', JSON.stringify({ kind: 'act', id: 'x', act: 'up', input: {} })],
    ['more than it should', JSON.stringify({ kind: 'act', id: 1, act: 'up', input: {}, more: 1 })],
    ['bytes', Buffer.from('{}')],
  ])('that sends %s is closed', async (_, message) => {
    const socket = openWindow(headersOf(await openSession()))
    await once(socket, 'open')
    socket.send(message)
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1008)
    expect(desk.acts).toEqual([])
  })

  it('that sends more than a message may have is closed', async () => {
    const socket = openWindow(headersOf(await openSession()))
    await once(socket, 'open')
    socket.send('x'.repeat(maxWindowMessageBytes + 1))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1009)
  })

  it('may ask for very much, one thing after the other', async () => {
    const socket = openWindow(headersOf(await openSession()))
    const next = messagesOf(socket)
    await next()
    for (let id = 0; id < 100; id += 1) {
      socket.send(JSON.stringify({ kind: 'act', id, act: 'up', input: {} }))
      expect(await next()).toMatchObject({ kind: 'reply', id })
    }
    socket.terminate()
  })

  it('that asks for very much at once is refused the rest', async () => {
    desk.answer = new Promise(() => {})
    const socket = openWindow(headersOf(await openSession()))
    const next = messagesOf(socket)
    await next()
    for (let id = 0; id < 33; id += 1) {
      socket.send(JSON.stringify({ kind: 'act', id, act: 'up', input: {} }))
    }
    const data = { act: 'up', problem: 'too many acts at once' }
    const reply = { ok: false, fault: { code: 'desk-failed', data } }
    expect(await next()).toEqual({ kind: 'reply', id: 32, reply })
    expect(desk.acts).toHaveLength(32)
    socket.terminate()
  })

  it('that does not read is closed and forgotten, and the others go on', async () => {
    const cookie = await openSession()
    const slow = openWindow(headersOf(cookie))
    await once(slow, 'open')
    slow.pause()
    const quick = openWindow(headersOf(cookie))
    const next = messagesOf(quick)
    await next()
    await expect.poll(() => desk.subscribers.size, { interval: 5 }).toBe(2)
    // Beside it stands what the kernel holds for a reader that may come.
    const sentence = 'x'.repeat(512 * 1024)
    const big = { phase: { is: 'failed', detail: sentence } } as never
    for (let sent = 0; sent < 64 && desk.subscribers.size === 2; sent += 1) {
      desk.tell({ kind: 'changes', changes: [{ part: 'lab', value: big }] })
      await next()
    }
    expect(desk.subscribers.size).toBe(1)
    const closed = once(slow, 'close') as Promise<[number, Buffer]>
    slow.resume()
    const [code, reason] = await closed
    expect([code, reason.toString()]).toEqual([1013, 'This window could not keep up. Reload it.'])
    quick.terminate()
  })

  it('is told when the program ends', async () => {
    const socket = openWindow(headersOf(await openSession()))
    await once(socket, 'open')
    const closed = once(socket, 'close') as Promise<[number]>
    await server.stop()
    expect((await closed)[0]).toBe(1001)
  })
})

it('many windows are refused', async () => {
  const cookie = await openSession()
  const sockets = Array.from({ length: 16 }, () => openWindow({ cookie, origin }))
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  expect(await statusOfRefusal(openWindow({ cookie, origin }))).toBe(503)
  for (const socket of sockets) socket.terminate()
})

it('ends, also while somebody whom it has refused holds on', async () => {
  const { port } = server
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const fields = [`Host: 127.0.0.1:${port}`, 'Connection: Upgrade', 'Upgrade: websocket']
  socket.write(['GET /desk HTTP/1.1', ...fields, '', ''].join('\r\n'))
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /)
  await server.stop()
  socket.destroy()
})

it('says which port is taken', async () => {
  const second = new PageServer({ pages, desk, port: server.port, firstPage: '/' })
  await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
