// How many datagrams a second go from a to b with at most 1 % lost, by our own steady sender (bench/udp-load), the same one
// for all.
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { Path } from '../contestants/contestant.ts'
import { searchHighestRate, type ProbeResult } from '../rate-search.ts'
import { buildUdpLoad } from '../udp-load/build-udp-load.ts'
import type { Measurement } from './measurement.ts'

const mostLoss = 0.01
/** wireguard-go's queue of 1024 packets, at the 25,000 packets a second of a slow machine. */
const mostDrainMs = 40
const precision = 0.05
const mostProbes = 12
const limits = { mostLoss, mostDrainMs, precision, mostProbes }
const packetsPerKilo = 1000
const usPerSecond = 1e6
const usPerMs = 1000

/** Of the payload. */
const sizes = [
  { metric: 'udp-64', payloadBytes: 64 },
  { metric: 'udp-1200', payloadBytes: 1200 },
] as const

export const udp: Measurement = {
  name: 'udp',
  prepare: async (path, { probeMs }) => {
    const load = await startLoad(path)
    return async () => {
      const samples = []
      for (const { metric, payloadBytes } of sizes) {
        const probe = (rate: number) => load.probe(rate, payloadBytes, probeMs)
        const rate = await searchHighestRate({ ...limits, probe })
        samples.push({ metric, value: rate / packetsPerKilo })
      }
      return samples
    }
  },
}

async function startLoad({ sandbox, target }: Path) {
  const program = buildUdpLoad()
  const stdio: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe']
  const options = { stdio, detached: true }
  const receiver = conversation(sandbox.spawn('b', [program, 'receive'], options))
  await receiver.answer()
  const sender = conversation(sandbox.spawn('a', [program, 'send', target], options))
  await sender.answer()
  let run = 0
  return {
    async probe(rate: number, payloadBytes: number, durationMs: number): Promise<ProbeResult> {
      run += 1
      const perSecond = Number.isFinite(rate) ? Math.max(1, Math.round(rate)) : 0
      const [sent = 0, startUs = 0, endUs = 0] = await sender.ask(
        `probe ${run} ${perSecond} ${payloadBytes} ${durationMs}`,
      )
      const [received = 0, lastUs = 0] = await receiver.ask(`count ${run}`)
      const arrivedUs = Math.max(endUs, lastUs)
      return {
        sentRate: (sent / (endUs - startUs)) * usPerSecond,
        receivedRate: (received / (arrivedUs - startUs)) * usPerSecond,
        lostShare: sent === 0 ? 1 : 1 - received / sent,
        drainMs: (arrivedUs - endUs) / usPerMs,
      }
    },
  }
}

/** One line there, one line back, whose numbers are the answer. */
function conversation(child: ChildProcess) {
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]()
  child.stdin?.on('error', () => {})
  const complaint = text(child.stderr as Readable)
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`udp-load has ended: ${(await complaint).trim()}`)
    return [...String(value).matchAll(/\d+/g)].map(([digits]) => Number(digits))
  }
  return {
    answer,
    ask(line: string) {
      child.stdin?.write(`${line}\n`)
      return answer()
    },
  }
}
