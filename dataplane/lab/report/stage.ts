// A contestant on the move: where its hosts are, moves with the moment at which they are done, and streams between its
// hosts.
import { firstLan, labHosts, otherHost } from '../address-plan.ts'
import type { LabHost } from '../address-plan.ts'
import type {
  Contestant,
  ContestantWish,
  Places,
  RunningContestant,
} from './contestants/contestant.ts'
import { HostMover } from './host-mover.ts'
import type { Moved } from './host-mover.ts'
import type { Destinations, MovePlan } from './move-steps.ts'
import { StreamPair } from './stream-pair.ts'
import type { Transport } from './stream-pair.ts'

/** Between a move that only sets the scene and a measured one: whatever it set going has ended, and DNS has heard. */
const STEADY_MESSAGES = 300
const STEADY_WITHIN_MS = 20_000

export class Stage {
  readonly contestant: RunningContestant
  readonly folder: string
  readonly #mover: HostMover
  #places: Places = firstLan

  /** @throws with what a program said that ended instead */
  static async open(contestant: Contestant, wish: ContestantWish): Promise<Stage> {
    const running = await contestant.start(wish)
    try {
      return new Stage(running, await HostMover.start(running.sandbox), wish.folder)
    } catch (error) {
      await running.stop()
      throw error
    }
  }

  private constructor(contestant: RunningContestant, mover: HostMover, folder: string) {
    this.contestant = contestant
    this.folder = folder
    this.#mover = mover
  }

  get places(): Places {
    return this.#places
  }

  async move(plan: MovePlan): Promise<Moved> {
    const moved = await this.moveUntold(plan)
    await this.tell()
    return moved
  }

  /** A contestant that does not find out by itself hears of it by `tell`. */
  async moveUntold(plan: MovePlan): Promise<Moved> {
    const moved = await this.#mover.move(plan)
    this.#places = { ...this.#places, ...plan.to }
    return moved
  }

  async tell(): Promise<void> {
    await this.contestant.afterMove(this.#places)
  }

  /** Not measured. */
  async bringTo(places: Places): Promise<void> {
    const to: Destinations = Object.fromEntries(
      labHosts
        .filter((host) => places[host] !== this.#places[host])
        .map((host) => [host, places[host]]),
    )
    const moved = labHosts.filter((host) => to[host] !== undefined)
    if (moved.length === 0) return
    await this.move({ to, kind: 'break-before-make', pauseMs: 0 })
    for (const host of moved) await this.#untilReachable(host)
  }

  /** It sends: some learn of a host's new place by that alone. ping(8) does the waiting. */
  async #untilReachable(from: LabHost): Promise<void> {
    const { sandbox, vips } = this.contestant
    const argv = ['ping', '-n', '-q', '-c1', '-W1', vips[otherHost(from)]]
    const deadline = performance.now() + STEADY_WITHIN_MS
    while ((await sandbox.run(from, argv)).status !== 0) {
      if (performance.now() > deadline) throw new Error('the hosts lost each other before the move')
    }
  }

  /** Streams that have flowed for a while. @throws when nothing comes through */
  async stream(transport: Transport, senders: readonly LabHost[]): Promise<StreamPair> {
    const { sandbox, vips } = this.contestant
    const pair = await StreamPair.open({ sandbox, transport, vips, folder: this.folder })
    try {
      for (const host of senders) await pair.startSending(host)
      const heard = senders.map((host) =>
        pair.hears(otherHost(host), 0, STEADY_MESSAGES, STEADY_WITHIN_MS),
      )
      if ((await Promise.all(heard)).includes(false))
        throw new Error('nothing came through before the move')
      return pair
    } catch (error) {
      pair.stop()
      throw error
    }
  }

  /** May be called again. */
  async stop(): Promise<void> {
    this.#mover.stop()
    await this.contestant.stop()
  }
}
