// `vip lab stream`: numbered messages between real helpers, through a move of both, and its end.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { streamPointsSchema } from '../../dataplane/contract/stream-points.ts'
import type { StreamPoints } from '../../dataplane/contract/stream-points.ts'
import { helperNotBuilt, SpecLab } from './lab-cli.ts'
import { processesIn, rootIsMissing } from './lab-machine.ts'

const reason = rootIsMissing ?? helperNotBuilt
const skipped = reason ? ` (skipped: ${reason})` : ''

/** More than a batch, so that what came before is told. */
const SOME_MESSAGES = 200

describe.runIf(reason === undefined)(`a live stream${skipped}`, () => {
  const lab = new SpecLab('stream', [])

  let namespaces: string[]
  let before: string[]

  beforeAll(async () => {
    await lab.vip('down')
    await lab.must('up')
    const links = ['a', 'b'].map((host) => lab.must('exec', host, 'readlink', '/proc/self/ns/net'))
    namespaces = (await Promise.all(links)).map((link) => link.trim())
    before = processesIn(namespaces)
  })
  afterAll(async () => {
    await lab.must('down')
  })

  function startStream(...words: string[]) {
    const child = lab.start('stream', '--json', ...words)
    const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const points: StreamPoints[] = []
    const next = async (): Promise<boolean> => {
      const { value, done } = await lines.next()
      if (done === true) return false
      points.push(v.parse(streamPointsSchema, JSON.parse(String(value))))
      return true
    }
    const of = (at: string, what: 'sent' | 'received') =>
      points.filter((each) => each.at === at).flatMap((each) => each[what])
    return { child, ended, points, next, of }
  }

  /** The end of processes that are not our children comes without an event. */
  async function expectNothingMore(): Promise<void> {
    const poll = { interval: 10, timeout: 5000 }
    await expect.poll(() => processesIn(namespaces), poll).toEqual(before)
  }

  test.each(['udp', 'tcp'] as const)(
    'by %s goes on through a move of both hosts',
    async (transport) => {
      const { child, ended, points, next, of } = startStream('--transport', transport)
      /** Resolves when each host has received what the other one sent after now. */
      const untilAllHear = async () => {
        await next()
        const newest = { a: of('a', 'sent').at(-1)![0], b: of('b', 'sent').at(-1)![0] }
        for (const at of ['a', 'b'] as const) {
          const wanted = newest[at] + SOME_MESSAGES
          while ((of(at, 'received').at(-1)?.[0] ?? -1) < wanted) expect(await next()).toBe(true)
        }
      }
      await next()
      await next()
      await untilAllHear()
      const [from, to] = transport === 'udp' ? ['lan2', 'lan1'] : ['lan1', 'lan2']
      await Promise.all([lab.must('move', 'a', from!), lab.must('move', 'b', to!)])
      await untilAllHear()
      child.kill('SIGTERM')
      while (await next());
      expect(await ended).toEqual([0, null])
      expect(new Set(points.map((each) => each.transport))).toEqual(new Set([transport]))
      for (const at of ['a', 'b']) {
        const sent = of(at, 'sent')
        expect(sent.map(([message]) => message)).toEqual(sent.map((_, index) => index))
        const times = sent.map(([, atMs]) => atMs)
        expect(times).toEqual(times.toSorted((one, other) => one - other))
        expect(times[0]).toBeGreaterThanOrEqual(0)
        for (const [message, atMs] of of(at, 'received')) {
          expect(atMs).toBeGreaterThanOrEqual(times[message]!)
        }
      }
      await expectNothingMore()
    },
  )

  test('ends with its standard input', async () => {
    const { child, ended, next } = startStream()
    expect(await next()).toBe(true)
    child.stdin?.end()
    while (await next());
    expect(await ended).toEqual([0, null])
  })

  test('that is killed leaves no program behind', async () => {
    const { child, ended, next } = startStream()
    expect(await next()).toBe(true)
    child.kill('SIGKILL')
    await ended
    await expectNothingMore()
  })

  test('that cannot begin says why, and ends', async () => {
    const { b } = lab.processIds()
    process.kill(b, 'SIGKILL')
    // Its input stays open, as that of a page's stream does.
    const child = lab.start('stream')
    const ended = once(child, 'close')
    const complaint = text(child.stderr)
    expect(await complaint).toContain('host b has no VIP')
    expect(await ended).toEqual([1, null])
  })

  test('says what would be right', async () => {
    const ended = await lab.vip('stream', '--transport', 'carrier-pigeon')
    expect(ended.stderr).toContain('Give a transport instead of "carrier-pigeon": udp or tcp.')
    expect(ended.status).toBe(2)
  })
})

describe.runIf(reason === undefined)(`a stream without a lab${skipped}`, () => {
  test('names the command that brings one up', async () => {
    const ended = await new SpecLab('no-stream').vip('stream')
    expect(ended.stderr).toContain('vip lab up --lab spec-no-stream')
    expect(ended.status).toBe(1)
  })
})
