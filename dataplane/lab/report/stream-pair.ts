// The sequence-number senders of the paper's section 5, in both directions between hosts a and b.
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { StreamTransport } from '../../contract/stream-points.ts'
import { labHosts, otherHost } from '../address-plan.ts'
import type { LabHost } from '../address-plan.ts'
import { builtProgram } from '../built-programs.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { LineProgram } from './line-program.ts'
import { parseStreamNews } from './stream-news.ts'
import type { StreamNews } from './stream-news.ts'
import { takeRecord } from './stream-record.ts'
import type { StreamRecord } from './stream-record.ts'

export type Transport = StreamTransport

export interface StreamPlan {
  sandbox: Sandbox
  transport: Transport
  vips: Readonly<Record<LabHost, string>>
  /** An existing folder for records on their way. */
  folder: string
}

/** The kernel has delivered what it had within this, once senders are quiet. */
const LAST_MESSAGES_MS = 100

/** By chance: two programs may stream through one lab, or one after the other. */
let lastPort = randomInt(20_000, 30_000)

export class StreamPair {
  readonly #ends: Readonly<Record<LabHost, LineProgram>>
  readonly #folder: string

  /** Both ends can receive; nobody sends. */
  static async open({ sandbox, transport, vips, folder }: StreamPlan): Promise<StreamPair> {
    // One of its own, so that late messages of the pair before are nobody's.
    lastPort = lastPort === 30_000 ? 20_001 : lastPort + 1
    const open = (host: LabHost) =>
      LineProgram.start(sandbox, host, [
        ...[builtProgram('sequence-stream'), transport],
        ...[vips[host], vips[otherHost(host)], String(lastPort)],
      ])
    const [a, b] = await Promise.all([open('a'), open('b')])
    return new StreamPair({ a, b }, folder)
  }

  private constructor(ends: Readonly<Record<LabHost, LineProgram>>, folder: string) {
    this.#ends = ends
    this.#folder = folder
  }

  /** By TCP, connects first. @throws when no connection comes about */
  async startSending(host: LabHost): Promise<void> {
    await this.#ends[host].ask('connect')
    await this.#ends[host].ask('send on')
  }

  async stopSending(host: LabHost): Promise<void> {
    await this.#ends[host].ask('send off')
  }

  /** Nobody sends any more, and the last message has had time to come. */
  async quiet(): Promise<void> {
    for (const host of labHosts) await this.stopSending(host)
    // More messages than can come: this only waits.
    const wait = (host: LabHost) => this.hears(host, Number.MAX_SAFE_INTEGER, 1, LAST_MESSAGES_MS)
    await Promise.all(labHosts.map(wait))
  }

  /**
   * Whether so many messages of the other host have come at this host at or after a time
   * @param afterNs of CLOCK_MONOTONIC
   */
  async hears(host: LabHost, afterNs: number, count: number, withinMs: number): Promise<boolean> {
    const words = [Math.round(afterNs), count, Math.round(withinMs)].join(' ')
    return (await this.#ends[host].ask(`await ${words}`)) === 'heard'
  }

  signal(host: LabHost, signal: NodeJS.Signals): void {
    this.#ends[host].signal(signal)
  }

  /** What a host has sent and received since it was last asked. It is forgotten, and in no later record. */
  async news(host: LabHost): Promise<StreamNews> {
    return parseStreamNews(await this.#ends[host].ask('news'))
  }

  /** Of both hosts, after the last message has had time to come. */
  async records(): Promise<Record<LabHost, StreamRecord>> {
    await this.quiet()
    const [a, b] = await Promise.all([this.#record('a'), this.#record('b')])
    return { a, b }
  }

  stop(): void {
    for (const host of labHosts) this.#ends[host].stop()
  }

  async #record(host: LabHost): Promise<StreamRecord> {
    const path = join(this.#folder, `${host}.record`)
    await this.#ends[host].ask(`record ${path}`)
    return takeRecord(path)
  }
}
