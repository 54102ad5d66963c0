// The stream as the pages know it while the lab page is shown: its record, by which its clock runs, and the last move from near.
import type { LabState, StreamPoints } from '../../main/bridge/desk-state.ts'
import { closeUpOf } from '../plots/close-up.ts'
import type { CloseUp } from '../plots/close-up.ts'
import { StreamRecord } from '../plots/stream-record.ts'
import { deskStore, onPassing } from '../state/desk-store.ts'

/** What a move made of the stream is looked for during so much of it behind the move's end. */
const settledAfterMs = 1500
/** Points come in heaps: what is shown is so much behind the newest, so that it flows. */
const shownBehindMs = 150

/** `endedMs`: by the stream's time; null while a host is on its way. */
type Move = { beganMs: number; endedMs: number | null }

export interface LiveStreamOptions {
  /** Milliseconds of any steady clock. */
  now: () => number
}

export class LiveStream {
  readonly record = new StreamRecord()
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #stopFeeds: (() => void) | undefined
  #move: Move | null = null
  #closeUp: CloseUp | null = null
  /** Of the clock, when the newest points came. */
  #arrivedAt = 0

  constructor({ now }: LiveStreamOptions) {
    this.#now = now
  }

  start(): void {
    if (this.#stopFeeds !== undefined) return
    const stopPoints = onPassing((change) => {
      if (change.part === 'stream-points') this.take(change.value)
    })
    const stopStates = deskStore.subscribe(({ lab }, before) => this.#follow(before.lab, lab))
    this.#stopFeeds = () => {
      stopPoints()
      stopStates()
    }
  }

  /** What was learnt stays, but for the record: what is missed now would look like a pause. */
  stop(): void {
    this.#stopFeeds?.()
    this.#stopFeeds = undefined
    this.#move = null
    this.record.clear()
  }

  get closeUp(): CloseUp | null {
    return this.#closeUp
  }

  /** Told when the last move is another, or looks different. @returns a function that ends it */
  onCloseUp = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** By the stream's time, where the plot's right edge is now. */
  shownUntilMs(): number {
    const since = Math.min(this.#now() - this.#arrivedAt, shownBehindMs)
    return Math.max(0, this.record.newestMs + since - shownBehindMs)
  }

  take(points: readonly StreamPoints[]): void {
    this.record.add(points)
    this.#arrivedAt = this.#now()
    if (this.#move !== null) this.#look(this.#move)
  }

  moveBegins(): void {
    this.#move = { beganMs: this.record.newestMs, endedMs: null }
  }

  moveEnds(): void {
    if (this.#move?.endedMs === null) this.#move.endedMs = this.record.newestMs
  }

  streamBegins(): void {
    this.record.clear()
    this.#move = null
  }

  #follow(before: LabState | null, lab: LabState | null): void {
    if (before === lab || lab === null) return
    if (lab.stream.is === 'running' && before?.stream.is !== 'running') this.streamBegins()
    const wasMoving = (before?.moving.length ?? 0) > 0
    const isMoving = lab.moving.length > 0
    if (isMoving && !wasMoving) this.moveBegins()
    else if (!isMoving && wasMoving) this.moveEnds()
  }

  #look(move: Move): void {
    const { beganMs, endedMs } = move
    const closeUp = closeUpOf(this.record, beganMs)
    if (closeUp !== null) {
      this.#closeUp = closeUp
      for (const listener of this.#listeners) listener()
    }
    if (endedMs !== null && this.record.newestMs > endedMs + settledAfterMs) this.#move = null
  }
}

export const liveStream = new LiveStream({ now: () => performance.now() })
