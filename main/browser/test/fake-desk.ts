// A desk that shows what the test lets it show.
import type { ActName, ActReply, WindowDesk } from '../../bridge/acts.ts'
import type { DeskFrame } from '../../bridge/desk-state.ts'

export class FakeDesk implements WindowDesk {
  readonly subscribers = new Set<(frame: DeskFrame) => void>()
  readonly acts: { name: string; input: unknown }[] = []
  /** Acts wait for this. */
  answer: Promise<ActReply<ActName>> = Promise.resolve({ ok: true, value: null })

  subscribe(onFrame: (frame: DeskFrame) => void): () => void {
    this.subscribers.add(onFrame)
    onFrame({ kind: 'changes', changes: [{ part: 'show-page', value: 'lab' }] })
    return () => this.subscribers.delete(onFrame)
  }

  act(name: string, input: unknown): Promise<ActReply<ActName>> {
    this.acts.push({ name, input })
    return this.answer
  }

  tell(frame: DeskFrame): void {
    for (const subscriber of this.subscribers) subscriber(frame)
  }
}
