// `npm run bench`: measures our tunnel beside others, in one run, on equal topologies, and prints each figure beside its
// bar (arguments.ts has the options, results.ts the shape of --json). Progress goes to standard error.
import { parseBenchArguments, usage, type BenchArguments } from './arguments.ts'
import { barsFor } from './bars.ts'
import type { Contestant, Topology } from './contestants/contestant.ts'
import { nebula } from './contestants/nebula.ts'
import { openvpn } from './contestants/openvpn.ts'
import { rawVeth } from './contestants/raw-veth.ts'
import { vipAes, vipChacha, vipMtuBytes, vipNull } from './contestants/vip-tunnel.ts'
import { wireguardGoBookworm, wireguardGoTrixie } from './contestants/wireguard-go.ts'
import { describeMachine } from '../dataplane/lab/measuring/machine.ts'
import type { Measurement } from './measurements/measurement.ts'
import { memory } from './measurements/memory.ts'
import { measureNames, namesContestants } from './names/names.ts'
import { roundTrip } from './measurements/round-trip.ts'
import { measureStart, startContestants } from './measurements/start-time.ts'
import { tcp } from './measurements/tcp.ts'
import { udp } from './measurements/udp.ts'
import { reportText } from './report.ts'
import { toScenarios, type Observation, type Results } from './results.ts'
import { measureRounds, type Competitor } from './rounds.ts'
import { measureScale } from './scale/scale.ts'
import { createTopology } from './topology.ts'
import { untilReachable } from './until-reachable.ts'

const contestants: readonly Contestant[] = [
  rawVeth,
  vipAes,
  vipChacha,
  vipNull,
  wireguardGoTrixie,
  wireguardGoBookworm,
  nebula,
  openvpn,
]
/** In this order within a round: memory is that after the loads. */
const measurements: readonly Measurement[] = [tcp, udp, roundTrip, memory]

class Bench {
  readonly #topologies: Topology[] = []
  readonly #interruption = new AbortController()
  readonly #results: Results = {
    machine: describeMachine(),
    otherWork: [],
    contestants: [],
    skipped: [],
    scenarios: [],
  }
  readonly #observed: Observation[] = []

  async run({ parts, effort }: Extract<BenchArguments, { kind: 'bench' }>): Promise<Results> {
    const { hasAes } = this.#results.machine
    const ours = hasAes ? vipAes.id : vipChacha.id
    const cipher = hasAes ? 'aes-256-gcm' : 'chacha20-poly1305'
    const inRounds = measurements.filter(({ name }) => parts.includes(name))
    if (inRounds.length > 0) {
      const { observed, otherWork, failed } = await measureRounds(
        await this.#startAll(),
        inRounds,
        effort,
        note,
        this.#interruption.signal,
      )
      this.#observed.push(...observed)
      this.#results.otherWork.push(...otherWork)
      this.#results.skipped.push(...failed)
      await this.stop()
    }
    if (parts.includes('start')) {
      this.#addContestants(startContestants)
      await this.#measureAlone('start', () => measureStart(effort.runs))
    }
    if (parts.includes('scale')) {
      this.#results.contestants.push(
        ...[
          { id: 'vip-one-peer', label: 'vip, 1 peer' },
          { id: 'vip-many-peers', label: `vip, ${effort.peers.toLocaleString('en')} peers` },
        ].map((one) => ({ ...one, version: cipher, mtuBytes: vipMtuBytes })),
      )
      await this.#measureAlone('scale', () =>
        measureScale((name) => this.#newTopology(name), cipher, effort),
      )
    }
    if (parts.includes('names')) {
      this.#addContestants(namesContestants)
      await this.#measureAlone('names', () =>
        measureNames((name) => this.#newTopology(name), effort),
      )
    }
    return { ...this.#results, scenarios: toScenarios(this.#observed, barsFor(ours, hasAes)) }
  }

  /** Makes `run` throw, and ends all that was started. */
  async interrupt(): Promise<void> {
    this.#interruption.abort()
    await this.stop()
  }

  get isInterrupted(): boolean {
    return this.#interruption.signal.aborted
  }

  /** Ends all that was started. May be called again. */
  async stop(): Promise<void> {
    await Promise.all(this.#topologies.splice(0).map(({ sandbox }) => sandbox.destroy()))
  }

  #addContestants(ours: readonly { id: string; label: string }[]): void {
    const version = 'this checkout'
    this.#results.contestants.push(...ours.map((one) => ({ ...one, version, mtuBytes: null })))
  }

  async #startAll(): Promise<Competitor[]> {
    const competitors: Competitor[] = []
    for (const contestant of contestants) {
      const { id, label, mtuBytes } = contestant
      note(`${label} starts`)
      try {
        const finding = await contestant.find()
        if (finding.kind === 'missing') {
          this.#results.skipped.push({ what: label, reason: finding.reason })
          continue
        }
        const path = await finding.start(await this.#newTopology(id))
        await untilReachable(path)
        competitors.push({ contestant, path })
        this.#results.contestants.push({ id, label, version: finding.version, mtuBytes })
      } catch (error) {
        this.#interruption.signal.throwIfAborted()
        this.#results.skipped.push({ what: label, reason: messageOf(error) })
      }
    }
    return competitors
  }

  /** Of one contestant, after all others have ended. */
  async #measureAlone(what: string, measure: () => Promise<Observation[]>): Promise<void> {
    note(`${what} is measured`)
    try {
      this.#observed.push(...(await measure()))
    } catch (error) {
      this.#interruption.signal.throwIfAborted()
      this.#results.skipped.push({ what, reason: messageOf(error) })
    }
    await this.stop()
  }

  async #newTopology(name: string): Promise<Topology> {
    this.#interruption.signal.throwIfAborted()
    const topology = await createTopology(name)
    this.#topologies.push(topology)
    return topology
  }
}

function note(words: string): void {
  process.stderr.write(`  ${words}\n`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function main(): Promise<void> {
  const parsed = parseBenchArguments(process.argv.slice(2))
  if (parsed.kind === 'help') {
    process.stdout.write(usage)
    return
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.reason}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  const bench = new Bench()
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => void bench.interrupt().finally(() => process.exit(status)))
  }
  try {
    const results = await bench.run(parsed)
    process.stdout.write(
      parsed.isJson ? `${JSON.stringify(results, null, 2)}\n` : reportText(results) + '\n',
    )
  } catch (error) {
    // The signal's handler ends the process as soon as nothing is left.
    if (bench.isInterrupted) await new Promise(() => {})
    process.stderr.write(`The bench failed: ${messageOf(error)}\n`)
    process.exitCode = 1
  } finally {
    await bench.stop()
  }
}

await main()
