// After a handshake the initiator probes the new SA until it is answered: only that proves to the
// responder that the initiator is there, and takes its own new SA into use.
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import type { Context } from './context.ts'
import { maxProbes } from './limits.ts'

type ProbeReply = Extract<InnerControl, { type: 'probe-reply' }>

export class Probing {
  readonly #context: Context
  readonly #name: DnsName
  readonly #onSilence: () => void
  #left = maxProbes
  #waitMs: number
  #isOver = false
  #cancelTimer: () => void = () => {}

  /** @param isAwaited whether a program waits for the name */
  constructor(context: Context, name: DnsName, isAwaited: boolean, onSilence: () => void) {
    this.#context = context
    this.#name = name
    this.#onSilence = onSilence
    this.#waitMs = context.roundTrips.retryMs(name)
    // The program gets its answer first, and may prove the SAs by what it sends. Without one a peer that sends does so
    // with keys that may be gone here: each moment costs packets.
    if (isAwaited) this.#cancelTimer = context.ports.clock.after(0, () => this.#send())
    else this.#send()
  }

  stop(): void {
    this.#isOver = true
    this.#cancelTimer()
  }

  /** The time in it is our own: it is authentic, and we wrote what it repeats. */
  answered({ sentAtUs }: ProbeReply): void {
    if (this.#isOver) return
    const rttMs = this.#context.ports.clock.nowMs() - sentAtUs / 1000
    if (rttMs >= 0) this.#context.roundTrips.note(this.#name, rttMs)
    this.stop()
  }

  #send(): void {
    if (this.#left === 0) {
      this.stop()
      this.#onSilence()
      return
    }
    this.#left -= 1
    const { clock } = this.#context.ports
    const sentAtUs = Math.floor(clock.nowMs() * 1000)
    this.#context.sendControl(this.#name, { type: 'probe', sentAtUs })
    this.#cancelTimer = clock.after(this.#waitMs, () => {
      this.#waitMs *= 2
      this.#send()
    })
  }
}
