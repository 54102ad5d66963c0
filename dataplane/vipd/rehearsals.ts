// What the helper rehearses: all of it once it is ready, and what a first contact needs while one waits.
import { randomBytes } from 'node:crypto'
import { temporaryHostKey } from '../identity/host-key.ts'
import type { Clock } from '../lib/clock.ts'
import { rehearseMoves } from './move-rehearsal.ts'
import { Rehearsal } from './rehearsal.ts'
import { rehearseNames } from './rehearsal-of-names.ts'

export class Rehearsals {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #negotiations: Rehearsal

  /** @param signal ends what goes on */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock
    this.#signal = signal
    const hostKeys = [temporaryHostKey(), temporaryHostKey()] as const
    this.#negotiations = new Rehearsal({ clock, randomBytes, hostKeys, signal })
  }

  /** Some 1.5 s of one processor, a few milliseconds at a time. */
  async all(): Promise<void> {
    const [clock, signal] = [this.#clock, this.#signal]
    await rehearseNames({ clock, signal })
    await rehearseMoves({ clock, randomBytes, signal })
    await this.#negotiations.run()
  }

  /** One question, over a socket of its own. @throws ListenError, NamingError where there is no loopback */
  async question(): Promise<void> {
    await rehearseNames({ clock: this.#clock, rounds: 1, signal: this.#signal })
  }

  async negotiation(): Promise<void> {
    await this.#negotiations.round()
  }
}
