// The line between out/sequence-stream and us: the program itself, which sends to itself over the loopback interface.
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { builtProgram } from '../built-programs.ts'
import { parseStreamNews } from './stream-news.ts'
import type { StreamNews } from './stream-news.ts'

let program: ChildProcessWithoutNullStreams | undefined

afterEach(() => {
  program?.kill('SIGKILL')
})

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Asks a line and resolves with the answer. */
async function startStream(transport: 'udp' | 'tcp'): Promise<(line: string) => Promise<string>> {
  const here = '127.0.0.1'
  const argv = [transport, here, here, String(await freePort())]
  program = spawn(builtProgram('sequence-stream'), argv, { stdio: 'pipe' })
  const { stdin, stdout } = program
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  expect(await next()).toBe('ready')
  return async (line) => {
    stdin.write(`${line}\n`)
    return next()
  }
}

it.each(['udp', 'tcp'] as const)(
  'each message by %s is told once, with its time',
  async (transport) => {
    const ask = await startStream(transport)
    expect(await ask('connect')).toBe('connected')
    expect(await ask('send on')).toBe('sending')
    const told: StreamNews[] = []
    for (let round = 0; round < 3; round += 1) {
      expect(await ask('await 0 1 5000')).toBe('heard')
      told.push(parseStreamNews(await ask('news')))
    }
    expect(await ask('send off')).toBe('quiet')
    await ask('await 18446744073709551615 1 50')
    told.push(parseStreamNews(await ask('news')))
    const sent = told.flatMap((news) => news.sent)
    expect(sent.map(([message]) => message)).toEqual(sent.map((_, index) => index))
    const received = told.flatMap((news) => news.received)
    expect(received.at(-1)![0]).toBe(sent.length - 1)
    expect(new Set(received.map(([message]) => message)).size).toBe(received.length)
    for (const [message, atNs] of received) expect(atNs).toBeGreaterThanOrEqual(sent[message]![1])
    expect(parseStreamNews(await ask('news'))).toEqual({ sent: [], received: [], broken: null })
  },
)

it('refuses another line', () => {
  expect(() => parseStreamNews('{"sent":[[1]],"received":[],"broken":null}')).toThrow('Invalid')
  expect(() => parseStreamNews('recorded')).toThrow('JSON')
})
