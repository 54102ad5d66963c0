// Shows notices by Electron: one of a kind, without buttons; a click leads to its page.
import { Notification } from 'electron'
import type { PageName } from '../bridge/desk-state.ts'
import type { Notice, NoticeKind } from './notice-rules.ts'

export class ShownNotices {
  readonly #onClick: (page: PageName) => void
  readonly #shown = new Map<NoticeKind, Notification>()

  constructor(onClick: (page: PageName) => void) {
    this.#onClick = onClick
  }

  readonly show = ({ kind, title, body, urgency, stays, page }: Notice): void => {
    if (!Notification.isSupported()) return
    this.close(kind)
    const timeoutType = stays ? 'never' : 'default'
    const notification = new Notification({ title, body, urgency, timeoutType, silent: !stays })
    notification.on('click', () => this.#onClick(page))
    notification.on('close', () => {
      if (this.#shown.get(kind) === notification) this.#shown.delete(kind)
    })
    this.#shown.set(kind, notification)
    notification.show()
  }

  readonly close = (kind: NoticeKind): void => {
    this.#shown.get(kind)?.close()
    this.#shown.delete(kind)
  }

  /** Idempotent. */
  stop(): void {
    for (const kind of [...this.#shown.keys()]) this.close(kind)
  }
}
