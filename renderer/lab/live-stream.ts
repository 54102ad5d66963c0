// The stream as the pages know it while the lab page is shown: its record, by which its clock runs, and the last move from near.
import type { StreamTransport } from '../../dataplane/contract/stream-points.ts'
import type { LabState, StreamPoints } from '../../main/bridge/desk-state.ts'
import { closeUpOf } from '../plots/close-up.ts'
import type { CloseUp } from '../plots/close-up.ts'
import { StreamRecord, receivers } from '../plots/stream-record.ts'
import { deskStore, onPassing } from '../state/desk-store.ts'

/** What a move made of the stream is looked for during so much of it behind the move's end; longer while nothing comes. */
const settledAfterMs = 1500
const givenUpAfterMs = 10_000
/** Points come in heaps: what is shown is so much behind the newest, so that it flows. */
const shownBehindMs = 150

/** `endedMs`: by the stream's time; null while a host is on its way. */
type Move = { beganMs: number; endedMs: number | null }

/** `isSettled`: nothing more of it is awaited. */
export type LastMove = { closeUp: CloseUp; isSettled: boolean }

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
  #lastMove: LastMove | null = null
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
    this.#settle()
    this.record.clear()
  }

  get lastMove(): LastMove | null {
    return this.#lastMove
  }

  /** Told when the last move is another, or looks different. @returns a function that ends it */
  onLastMove = (listener: () => void): (() => void) => {
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

  #follow(before: LabState | null, lab: LabState | null): void {
    if (before === lab || lab === null) return
    const transport = transportOf(lab)
    if (transport !== transportOf(before)) this.#settle()
    if (transport !== null && transport !== transportOf(before)) this.record.clear()
    const wasMoving = (before?.moving.length ?? 0) > 0
    const isMoving = lab.moving.length > 0
    if (isMoving && !wasMoving) this.#move = { beganMs: this.record.newestMs, endedMs: null }
    else if (!isMoving && wasMoving && this.#move !== null) {
      this.#move.endedMs = this.record.newestMs
    }
  }

  #look({ beganMs, endedMs }: Move): void {
    const closeUp = closeUpOf(this.record, beganMs)
    if (closeUp === null) return
    const waits = receivers.some((at) => closeUp.pauses[at]?.isOpen === true)
    const untilMs = waits ? givenUpAfterMs : settledAfterMs
    const isSettled = endedMs !== null && this.record.newestMs > endedMs + untilMs
    if (isSettled) this.#move = null
    this.#show({ closeUp, isSettled })
  }

  /** The move as it is known now is all that will be. */
  #settle(): void {
    this.#move = null
    if (this.#lastMove?.isSettled === false) this.#show({ ...this.#lastMove, isSettled: true })
  }

  #show(lastMove: LastMove): void {
    this.#lastMove = lastMove
    for (const listener of this.#listeners) listener()
  }
}

function transportOf(lab: LabState | null): StreamTransport | null {
  return lab?.stream.is === 'running' ? lab.stream.transport : null
}

export const liveStream = new LiveStream({ now: () => performance.now() })
