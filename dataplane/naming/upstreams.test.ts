import { afterEach, expect, test, vi } from 'vitest'
import type { Endpoint } from '../lib/endpoint.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { rcodes } from '../wire/dns-codes.ts'
import { maxForgedAnswers, maxForgedPorts, maxOpenQuestions, nextUpstreamMs } from './limits.ts'
import { query, told } from './test/ask-resolver.ts'
import { FakeNameServer, record, response } from './test/fake-name-server.ts'
import type { Behaviour } from './test/fake-name-server.ts'
import { Upstreams } from './upstreams.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const events = () => ({
  coalesced: vi.fn<() => void>(),
  repeated: vi.fn<() => void>(),
  forged: vi.fn<() => void>(),
  unanswered: vi.fn<() => void>(),
  overloaded: vi.fn<() => void>(),
})

async function server(behave: Behaviour): Promise<FakeNameServer> {
  const started = await new FakeNameServer(behave).start()
  ends.push(() => started.stop())
  return started
}

function upstreamsOf(...servers: { endpoint: Endpoint }[]) {
  const clock = new FakeClock()
  const seen = events()
  const upstreams = new Upstreams(
    clock,
    servers.map(({ endpoint }) => endpoint),
    seen,
  )
  ends.push(() => upstreams.stop())
  const ask = async (type: Parameters<typeof query>[1] = 'A') => {
    const answer = await upstreams.ask(query('b.vipip.net.', type), 'udp')
    return answer && told(answer)
  }
  return { clock, seen, upstreams, ask }
}

const silent: Behaviour = () => {}
const saying =
  (address: string): Behaviour =>
  (bytes, reply) =>
    reply(response(bytes, { answers: [record('b.vipip.net.', 'A', { address })] }))
const failing: Behaviour = (bytes, reply) => reply(response(bytes, { rcode: rcodes.servFail }))

test('the next is asked after a silence, and the one that answered is asked first from then on', async () => {
  const [first, second] = [await server(silent), await server(saying('192.0.2.2'))]
  const { clock, ask, seen } = upstreamsOf(first, second)
  const answer = ask()
  await vi.waitFor(() => expect(first.asked.length).toBe(1))
  clock.advance(nextUpstreamMs - 1)
  expect(second.asked.length).toBe(0)
  clock.advance(1)
  expect(await answer).toBe('0 A 192.0.2.2 60')
  expect(seen.repeated).toHaveBeenCalledTimes(1)
  expect(await ask('AAAA')).toBe('0 A 192.0.2.2 60')
  expect(first.asked.length).toBe(1)
})

test('the next is asked at once when one cannot answer, or is not there', async () => {
  const gone = await server(silent)
  await gone.stop()
  const { ask } = upstreamsOf(gone, await server(failing), await server(saying('192.0.2.3')))
  expect(await ask()).toBe('0 A 192.0.2.3 60')
})

test('when nobody can answer, what they said is the answer', async () => {
  const { ask } = upstreamsOf(await server(failing), await server(failing))
  expect(await ask()).toBe('2')
})

test('a lost question is asked again, and in the end given up', async () => {
  let isLost = true
  const lossy = await server((bytes, reply) => {
    if (!isLost) saying('192.0.2.2')(bytes, reply, 'udp')
    isLost = false
  })
  const { clock, ask, seen } = upstreamsOf(lossy)
  const answer = ask()
  await vi.waitFor(() => expect(lossy.asked.length).toBe(1))
  clock.advance(nextUpstreamMs)
  expect(await answer).toBe('0 A 192.0.2.2 60')
  lossy.behave = silent
  const lost = ask()
  clock.advance(5000)
  expect(await lost).toBe(undefined)
  expect(seen.unanswered).toHaveBeenCalledTimes(1)
})

test('a forger that knows the port and not the id, or the id and not the question, is not believed', async () => {
  const forgeries: ((bytes: Buffer) => Buffer)[] = [
    (answer) => Buffer.from([answer[0]! ^ 1, ...answer.subarray(1)]),
    (answer) => Buffer.from(String(answer.toString('latin1')).replace('vipip', 'vipiq'), 'latin1'),
    // The question, not an answer.
    (answer) => Buffer.from(answer.map((byte, at) => (at === 2 ? byte & 0x7f : byte))),
    (answer) => answer.subarray(0, 11),
    // No question and yet something to say.
    (answer) => Buffer.from(answer.subarray(0, 12).map((byte, at) => (at === 5 ? 0 : byte))),
  ]
  const hostile = await server((bytes, reply) => {
    const lie = response(bytes, { answers: [record('b.vipip.net.', 'A', { address: '6.6.6.6' })] })
    for (const forge of forgeries) reply(forge(Buffer.from(lie)))
    saying('192.0.2.2')(bytes, reply, 'udp')
  })
  const { ask, seen } = upstreamsOf(hostile)
  expect(await ask()).toBe('0 A 192.0.2.2 60')
  expect(seen.forged).toHaveBeenCalledTimes(forgeries.length)
})

test('a flood of forgeries costs a port each, and then the upstream; the next one is asked', async () => {
  const flooding = await server((bytes, reply) => {
    const wrong = Buffer.from(response(bytes))
    wrong.writeUInt16BE(wrong.readUInt16BE(0) ^ 0xffff, 0)
    for (let count = 0; count < 50; count++) reply(wrong)
  })
  const { ask, seen } = upstreamsOf(flooding, await server(saying('192.0.2.2')))
  expect(await ask()).toBe('0 A 192.0.2.2 60')
  const floods = maxForgedPorts + 1
  expect(seen.forged).toHaveBeenCalledTimes(floods * maxForgedAnswers)
  expect(flooding.asked.length).toBe(floods)
})

test('an update is sent to one server once', async () => {
  const [first, second] = [await server(silent), await server(silent)]
  const { clock, upstreams } = upstreamsOf(first, second)
  const update = query('vipip.net.', 'SOA')
  update[2]! |= 5 << 3
  const answer = upstreams.ask(update, 'udp')
  await vi.waitFor(() => expect(first.asked.length).toBe(1))
  clock.advance(5000)
  expect(await answer).toBe(undefined)
  expect([first.asked.length, second.asked.length]).toEqual([1, 0])
})

test('ids and ports are different each time', async () => {
  const ids = new Set<number>()
  const named = await server((bytes, reply) => {
    ids.add(bytes.readUInt16BE(0))
    reply(response(bytes))
  })
  const { ask } = upstreamsOf(named)
  for (let count = 0; count < 50; count++) await ask()
  expect(ids.size).toBeGreaterThan(45)
})

test('only so many questions are open', async () => {
  const { upstreams, seen } = upstreamsOf(await server(silent))
  const asked = Array.from({ length: maxOpenQuestions + 5 }, (_, at) =>
    upstreams.ask(query(`n${at}.vipip.net.`, 'A'), 'udp'),
  )
  expect(await Promise.all(asked.slice(-5))).toEqual(Array(5).fill(undefined))
  expect(seen.overloaded).toHaveBeenCalledTimes(5)
  upstreams.stop()
  expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]))
})
