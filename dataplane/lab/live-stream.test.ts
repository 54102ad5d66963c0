import { expect, it } from 'vitest'
import type { StreamPoints } from '../contract/stream-points.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import type { LabHost } from './address-plan.ts'
import { LiveStream } from './live-stream.ts'
import type { StreamNews } from './report/stream-news.ts'

const nothing: StreamNews = { sent: [], received: [], broken: null }
const beganNs = 5_000_000_000

/** Two hosts that tell what the test has put there. */
class FakePair {
  readonly waiting: Record<LabHost, StreamNews> = { a: nothing, b: nothing }
  readonly said: string[] = []
  readonly untilQuiet = Promise.withResolvers<void>()

  startSending(host: LabHost): Promise<void> {
    this.said.push(`${host} sends`)
    return Promise.resolve()
  }

  quiet(): Promise<void> {
    this.said.push('quiet')
    return this.untilQuiet.promise
  }

  news(host: LabHost): Promise<StreamNews> {
    const news = this.waiting[host]
    this.waiting[host] = nothing
    return Promise.resolve(news)
  }

  stop(): void {
    this.said.push('stopped')
  }
}

function newStream() {
  const clock = new FakeClock()
  const pair = new FakePair()
  const told: StreamPoints[][] = []
  const onPoints = (points: StreamPoints[]) => void told.push(points)
  const stream = new LiveStream({ pair, transport: 'udp', clock, nowNs: () => beganNs, onPoints })
  return { clock, pair, told, stream }
}

it('tells each 50 ms what is new, by direction, in milliseconds after the beginning', async () => {
  const { clock, pair, told, stream } = newStream()
  await stream.start()
  expect(pair.said).toEqual(['a sends', 'b sends'])
  pair.waiting.a = { ...nothing, sent: [[7, beganNs + 1_000_499]] }
  pair.waiting.b = { ...nothing, received: [[6, beganNs + 1_500_000]] }
  await clock.advanceAsync(49)
  expect(told).toEqual([])
  await clock.advanceAsync(1)
  expect(told).toEqual([[{ transport: 'udp', at: 'b', sent: [[7, 1]], received: [[6, 1.5]] }]])
  await clock.advanceAsync(500)
  expect(told).toHaveLength(1)
})

it('tells what came late before it stops, and stops once', async () => {
  const { pair, told, stream } = newStream()
  await stream.start()
  const stopping = [stream.stop(), stream.stop()]
  await stream.untilEnded()
  pair.waiting.a = { ...nothing, received: [[1, beganNs]] }
  expect(told).toEqual([])
  pair.untilQuiet.resolve()
  // The second one waits, too.
  await stopping[1]
  expect(told).toEqual([[{ transport: 'udp', at: 'a', sent: [], received: [[1, 0]] }]])
  expect(pair.said.slice(2)).toEqual(['quiet', 'stopped'])
})

it('says why a connection has ended, after what it brought', async () => {
  const { clock, pair, told, stream } = newStream()
  await stream.start()
  pair.waiting.b = {
    sent: [],
    received: [[1, beganNs]],
    broken: 'receive: Connection reset by peer',
  }
  const ended = stream.untilEnded().catch((error: unknown) => error)
  await clock.advanceAsync(50)
  expect(await ended).toMatchObject({ message: 'receive: Connection reset by peer' })
  expect(told).toHaveLength(1)
  await stream.stop()
  expect(pair.said.at(-1)).toBe('stopped')
})
