// Where windows get their frames: each a snapshot when it comes, and then the same changes as all others.
import type { DeskChange, DeskFrame, DeskState } from '../bridge/desk-state.ts'

export class FrameOutlet {
  readonly #stateNow: () => DeskState
  readonly #subscribers = new Set<(frame: DeskFrame) => void>()

  constructor(stateNow: () => DeskState) {
    this.#stateNow = stateNow
  }

  /** @returns ends it; idempotent */
  subscribe(onFrame: (frame: DeskFrame) => void): () => void {
    // One function may be subscribed twice.
    const subscriber = (frame: DeskFrame) => onFrame(frame)
    this.#subscribers.add(subscriber)
    subscriber({ kind: 'snapshot', state: this.#stateNow() })
    return () => void this.#subscribers.delete(subscriber)
  }

  tell(changes: DeskChange[]): void {
    if (changes.length === 0) return
    const frame: DeskFrame = { kind: 'changes', changes }
    for (const subscriber of this.#subscribers) subscriber(frame)
  }

  close(): void {
    this.#subscribers.clear()
  }
}
