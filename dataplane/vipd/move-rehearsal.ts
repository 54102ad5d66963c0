// Two hosts that exist in this process only move, and tell each other, again and again: V8 then has compiled what a move
// runs before the first real one, in which milliseconds count. Behind everything else, and only once.
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import { HandoverJournal } from '../mobility/handover-journal.ts'
import { Mobility } from '../mobility/mobility.ts'
import type { UsableAddress } from '../mobility/usable-addresses.ts'
import { Endpoints } from '../tables/endpoints.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import { decodeInnerControl, encodeInnerControl } from '../wire/payloads.ts'

export interface MoveRehearsalOptions {
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  /** 200 where not given: some 0.1 s of one processor, less than a millisecond at a time. */
  rounds?: number
  signal: AbortSignal
}

/** @returns how many moves were acknowledged: `rounds`, or fewer when `signal` ended it */
export async function rehearseMoves(options: MoveRehearsalOptions): Promise<number> {
  const rounds = options.rounds ?? 200
  const mover = new RehearsalMover(options, 'mover')
  const partner = new RehearsalMover(options, 'partner')
  mover.peer = partner
  partner.peer = mover
  for (const host of [mover, partner]) host.begin()
  for (let round = 0; round < rounds && !options.signal.aborted; round += 1) {
    mover.moveTo(`198.51.100.${1 + (round % 250)}`)
    // The Hint, and its acknowledgement.
    await turn()
    await turn()
    await turn()
  }
  for (const host of [mover, partner]) host.mobility.stop()
  return mover.acknowledged
}

class RehearsalMover {
  readonly name: DnsName
  readonly mobility: Mobility
  readonly #endpoints = new Endpoints()
  readonly #clock: Clock
  peer: RehearsalMover = this
  acknowledged = 0
  #address = '198.51.100.254'
  /** Between two moves hours seem to pass, so that none is held back. */
  #skewMs = 0
  #lastId = 0

  constructor({ clock, randomBytes }: MoveRehearsalOptions, label: string) {
    this.name = parseFqdn(`${label}.rehearsal.invalid.`) ?? ('' as DnsName)
    this.#clock = { ...clock, nowMs: () => clock.nowMs() + this.#skewMs }
    const nowUs = () => Math.floor(this.#clock.nowMs() * 1000)
    const released = { heldSent: 1, resent: 1 }
    this.mobility = new Mobility({
      clock: { ...this.#clock, after: (delayMs, action) => clock.after(delayMs, action) },
      randomBytes,
      nowUs,
      partnerMs: () => 120_000,
      port: 1,
      isMapped: () => true,
      endpoints: this.#endpoints,
      associations: {
        setEndpoints: () => {},
        hold: () => {},
        resume: () => released,
        proofOf: () => ({ lastHeardUs: 1, lastSentUs: 1 }),
        usedSince: () => [this.peer.name],
        silentSince: () => [],
        armHeard: () => {},
        armSent: () => {},
        useAlternatePort: () => {},
        renewAlternatePort: () => 1,
        markCongestion: () => {},
        lostOf: () => 0,
      },
      sendControl: (_, message) => {
        this.#lastId += 1
        const bytes = encodeInnerControl({ ...message, id: this.#lastId })
        setImmediate(() => this.peer.#receive(bytes))
      },
      roundTripOf: () => 1000,
      noteRoundTrip: () => {
        this.acknowledged += 1
      },
      hasPath: () => true,
      locate: () => Promise.resolve([this.peer.#endpoint]),
      journal: new HandoverJournal({ nowUs, wallMs: () => clock.wallMs(), onNews: () => {} }),
      onPeerMoved: () => {},
    })
  }

  begin(): void {
    this.#endpoints.set(this.peer.name, [this.peer.#endpoint])
    this.mobility.start(this.#addresses)
  }

  moveTo(address: string): void {
    this.#address = address
    this.#skewMs += 3_600_000
    this.mobility.networkChanged(this.#addresses, Math.floor(this.#clock.nowMs() * 1000))
  }

  get #addresses(): UsableAddress[] {
    return [{ address: this.#address, interface: 'rehearsal', preferred: true }]
  }

  get #endpoint(): string {
    return `${this.#address}:1`
  }

  #receive(bytes: Uint8Array): void {
    const message = decodeInnerControl(bytes)
    if (!message.ok) return
    const source = this.peer.#endpoint
    this.mobility.heard(this.peer.name, Math.floor(this.#clock.nowMs() * 1000), source)
    this.mobility.handleControl(this.peer.name, message.value, source)
  }
}
