// The link emulator: what it is told to do to frames is what happens to them, and nothing else.
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { LabStatus } from '../../dataplane/contract/lab-status.ts'
import { notBuilt, SpecLab, startVip } from './lab-cli.ts'
import { processesWith, rootIsMissing } from './lab-machine.ts'

const reason = rootIsMissing ?? notBuilt
type Link = Extract<LabStatus, { state: 'up' }>['links'][number]

/** Of servers that report as JSON, beside the one that the lab runs. */
const OWN_PORT = '5202'

describe.runIf(reason === undefined)(
  `an emulated link${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const lab = new SpecLab('link')

    beforeAll(async () => {
      await lab.vip('down')
      await lab.must('up')
    })
    afterEach(async () => {
      await lab.must('link', 'a', 'lan1', '--clear')
    })
    afterAll(async () => {
      await lab.must('down')
    })

    const impair = async (...words: string[]) => lab.must('link', 'a', 'lan1', ...words)
    const ping = async (...words: string[]) => lab.vip('exec', 'a', 'ping', ...words, 'b.lan2.test')

    async function link(): Promise<Extract<Link, { state: 'running' }>> {
      const [only] = (await lab.statusUp()).links
      if (only?.state !== 'running') throw new Error('there is no emulated link')
      return only
    }

    /** Round trips in ms; the first, which also asks for the neighbour's address, is left out. */
    async function roundTrips(...words: string[]): Promise<number[]> {
      const { stdout } = await ping('-c', '30', '-i', '0.02', ...words)
      const times = [...stdout.matchAll(/time=([\d.]+)/g)].map(([, time]) => Number(time)).slice(1)
      return times.sort((one, other) => one - other)
    }

    /** Of the answered pings, in the order of their answers. Over IPv4. */
    async function sequenceNumbers(...words: string[]): Promise<number[]> {
      const { stdout } = await ping('-4', ...words)
      return [...stdout.matchAll(/icmp_seq=(\d+)/g)].map(([, number]) => Number(number))
    }

    test('costs nothing while there is none', async () => {
      expect((await lab.statusUp()).links).toEqual([])
      expect(await lab.must('link', 'a', 'lan1')).toBe(
        'The link from a to lan1 is as it was built.\n',
      )
      expect(processesWith('link-emulator').filter((line) => line.includes(lab.name))).toEqual([])
    })

    test.each([
      [['--delay', '50ms'], 100],
      [['--delay', '20ms', '--direction', 'out'], 20],
      [['--delay', '500us', '--direction', 'in'], 0.5],
    ])('%j delays by what it says, to well below 1 ms', async (words, expectedMs) => {
      await impair(...words)
      const times = await roundTrips()
      expect(times.length).toBeGreaterThan(25)
      expect(times[0]).toBeGreaterThanOrEqual(expectedMs)
      // The quickest quarter: another program may have had the processor during the others.
      expect(times[7]).toBeLessThan(expectedMs + 0.6)
    })

    test('jitter spreads the delay to both sides and no further', async () => {
      await impair('--delay', '30ms', '--jitter', '10ms', '--direction', 'out', '--seed', '5')
      const times = await roundTrips()
      expect(times[0]).toBeGreaterThanOrEqual(20)
      expect(times[0]).toBeLessThan(26)
      expect(times.at(-3)).toBeGreaterThan(34)
      expect(times[20]).toBeLessThan(42)
    })

    /**
     * iperf3 from a to b with these options; the server's report as JSON, of the shape expected.
     */
    async function iperf<Report>(...options: string[]): Promise<Report> {
      const words = ['iperf3', '-s', '-1', '--json', '-p', OWN_PORT]
      const server = startVip('lab', 'exec', '--lab', lab.name, 'b', ...words)
      const report = text(server.stdout)
      // It says nothing before its end; that it listens shows in the kernel.
      const listens = `until ss -tln | grep -q :${OWN_PORT}; do sleep 0.01; done`
      await lab.must('exec', 'b', 'sh', '-c', listens)
      await lab.must('exec', 'a', 'iperf3', '-p', OWN_PORT, '-c', 'b.lan2.test', ...options)
      return JSON.parse(await report) as Report
    }

    /** So many datagrams; how many came out of order, that is after a later one. */
    async function datagrams(count: number): Promise<number> {
      const rate = ['-u', '-b', '10M', '-l', '200', '-k', String(count), '--pacing-timer', '200']
      type Report = { end: { streams: { udp: { out_of_order: number } }[] } }
      return (await iperf<Report>(...rate)).end.streams[0]!.udp.out_of_order
    }

    /**
     * Five standard deviations of a binomial distribution: one run in a million is outside by
     * chance.
     */
    function expectBinomial(count: number, of: number, probability: number): void {
      const deviation = Math.sqrt(of * probability * (1 - probability))
      expect(Math.abs(count - of * probability)).toBeLessThan(5 * deviation)
    }

    test('loses as many as it says, in the direction that it says', async () => {
      await impair('--loss', '5%', '--direction', 'out', '--seed', '1')
      await datagrams(10_000)
      const { seed, out, in: inward } = await link()
      expect(seed).toBe(1)
      expect(out.counters.received).toBeGreaterThanOrEqual(10_000)
      expectBinomial(out.counters.lost, out.counters.received, 0.05)
      expect(out.counters.sent).toBe(out.counters.received - out.counters.lost)
      expect(inward.counters.lost).toBe(0)
      expect(inward.counters.sent).toBe(inward.counters.received)
    })

    test('what it counts as lost does not arrive, and all else does', async () => {
      await impair('--loss', '20%', '--direction', 'out', '--seed', '2')
      const sent = 1000
      const { stdout } = await ping('-c', String(sent), '-i', '0.002', '-q')
      const arrived = Number(/(\d+) received/.exec(stdout)?.[1])
      const { out } = await link()
      // Neighbours are asked for besides, and may be lost too: a handful in these seconds.
      expect(Math.abs(sent - arrived - out.counters.lost)).toBeLessThanOrEqual(5)
    })

    test('doubles as many as it says, each next to its twin', async () => {
      await impair('--duplicate', '10%', '--direction', 'out', '--seed', '3')
      const { stdout } = await ping('-c', '1000', '-i', '0.002')
      const doubled = [...stdout.matchAll(/\(DUP!\)/g)].length
      expectBinomial(doubled, 1000, 0.1)
      const { out } = await link()
      expect(out.counters.sent).toBe(out.counters.received + out.counters.duplicated)
    })

    test('reorders as many as it says, by three places, and loses none', async () => {
      await impair('--reorder', '2%', '--direction', 'out', '--seed', '4')
      const outOfOrder = await datagrams(10_000)
      const { counters } = (await link()).out
      expect(counters.sent).toBe(counters.received)
      expectBinomial(counters.reordered, counters.received, 0.02)
      // Not exactly as many: the receiver may be too slow for some.
      expectBinomial(outOfOrder, 10_000, 0.02)
    })

    test('a reordered frame is overtaken by three, as many as make TCP send again', async () => {
      await impair('--reorder', '3%', '--direction', 'out', '--seed', '6')
      const order = await sequenceNumbers('-c', '1000', '-l', '100', '-i', '0.0005')
      const overtakers = order
        .map((number, at) => order.slice(0, at).filter((earlier) => earlier > number).length)
        .filter((count) => count > 0)
      expect(overtakers.length).toBeGreaterThan(5)
      // Where no three follow within the 10 ms that a frame waits at most, there are fewer.
      const ofThree = overtakers.filter((count) => count === 3).length
      expect(ofThree).toBeGreaterThan(overtakers.length / 2)
    })

    test('the same seed chooses the same frames, and another one others', async () => {
      const pings = 300
      const arrivedWith = async (seed: string) => {
        for (let tries = 0; tries < 5; tries += 1) {
          await impair('--loss', '10%', '--direction', 'out', '--seed', seed)
          const arrived = await sequenceNumbers('-c', String(pings), '-i', '0.002')
          const { received } = (await link()).out.counters
          await impair('--clear')
          // Any other frame, such as an answer to a neighbour that asks, takes a number of the seed's.
          if (received === pings) return arrived
        }
        throw new Error('other frames went by each time')
      }
      // Asked for now, neighbours are not asked for during the next seconds.
      for (const machine of ['a', 'r'])
        await lab.must('exec', machine, 'ip', 'neigh', 'flush', 'all')
      await ping('-4', '-c', '1')
      const first = await arrivedWith('42')
      expect(await arrivedWith('42')).toEqual(first)
      expect(await arrivedWith('43')).not.toEqual(first)
    })

    test('a frame to be reordered that nothing follows is sent all the same', async () => {
      await impair('--reorder', '100%', '--direction', 'out')
      const times = await roundTrips('-c', '5')
      expect(times.length).toBe(4)
      expect(times[0]).toBeGreaterThanOrEqual(10)
      expect(times[0]).toBeLessThan(11)
    })

    test('carries no more than its rate', async () => {
      await impair('--rate', '20mbit')
      type Report = { end: { sum_received: { bits_per_second: number } } }
      const rate = (await iperf<Report>('-t', '2')).end.sum_received.bits_per_second
      expect(rate).toBeGreaterThan(15e6)
      expect(rate).toBeLessThan(20e6)
      expect((await link()).out.counters.overrun).toBe(0)
    })

    test('sees frames as on a wire, though the hosts have offloads', async () => {
      await impair('--delay', '1ms')
      await iperf('-n', '20M')
      const { counters } = (await link()).out
      // 20 MiB are 14,483 segments of 1448 bytes, or 320 of the size that offloads make. The server
      // ends without the last few that are on their way.
      expect(counters.received).toBeGreaterThan(10_000)
      expect(counters.refused).toBe(0)
    })

    test('gives the offloads back when it goes', async (context) => {
      const offloads = async () => lab.vip('exec', 'a', 'ethtool', '-k', 'lan1')
      const before = await offloads()
      if (before.status === 127) return context.skip('ethtool is not installed')
      await impair('--delay', '1ms')
      expect((await offloads()).stdout).toContain('tcp-segmentation-offload: off')
      await lab.must('link', 'a', 'lan1', '--clear')
      expect((await offloads()).stdout).toBe(before.stdout)
    })

    test('settings that are not named stay, and all of them can be taken off one by one', async () => {
      await impair('--delay', '5ms', '--seed', '77')
      await impair('--loss', '1%', '--direction', 'in')
      const { seed, out, in: inward } = await link()
      expect(seed).toBe(77)
      expect(out.settings).toMatchObject({ delayMs: 5, lossPercent: 0 })
      expect(inward.settings).toMatchObject({ delayMs: 5, lossPercent: 1 })
      expect(await impair('--delay', '0ms', '--loss', '0%')).toContain('as it was built')
      expect((await lab.statusUp()).links).toEqual([])
      expect((await ping('-c1', '-W2')).stdout).toContain(' 0% packet loss')
    })

    test('an emulator that was killed is told of, and clearing repairs the link', async () => {
      await impair('--delay', '1ms')
      const [line] = processesWith(lab.name).filter((found) => /^\d+ \S*link-emulator /.test(found))
      process.kill(Number.parseInt(line!), 'SIGKILL')
      await expect
        .poll(async () => (await lab.statusUp()).links, { timeout: 5000 })
        .toMatchObject([{ host: 'a', lan: 'lan1', state: 'failed' }])
      expect((await ping('-c1', '-W1')).stdout).toContain('100% packet loss')
      await lab.must('link', 'a', 'lan1', '--clear')
      expect((await lab.statusUp()).links).toEqual([])
      expect((await ping('-c1', '-W2')).stdout).toContain(' 0% packet loss')
    })

    test('a host can move away from such a link and come back', async () => {
      await impair('--delay', '10ms')
      await lab.must('move', 'a', 'lan2')
      expect((await roundTrips())[0]).toBeLessThan(10)
      await lab.must('move', 'a', 'lan1')
      expect((await roundTrips())[0]).toBeGreaterThanOrEqual(20)
    })

    test('the router’s link can be bad too', async () => {
      await lab.must('link', 'r', 'lan2', '--delay', '5ms', '--direction', 'in')
      const times = await roundTrips()
      await lab.must('link', 'r', 'lan2', '--clear')
      expect(times[0]).toBeGreaterThanOrEqual(5)
      expect(times[7]).toBeLessThan(5.6)
    })
  },
)
