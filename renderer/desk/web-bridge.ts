// The bridge of pages that `vip ui` serves: a WebSocket to the address that they came from (main/bridge/acts.ts).
import { closedAsTooSlow } from '../../main/bridge/acts.ts'
import type {
  ActName,
  ActReply,
  Bridge,
  DeskMessage,
  WindowMessage,
} from '../../main/bridge/acts.ts'
import type { DeskFrame } from '../../main/bridge/desk-state.ts'

const unreachable: ActReply<ActName> = {
  ok: false,
  fault: { code: 'helper-unreachable', data: {} },
}

export function webBridge(url: string): Bridge {
  const socket = new WebSocket(url)
  const waiting = new Map<number, (reply: ActReply<ActName>) => void>()
  /** Frames that came before somebody subscribed. */
  let early: DeskFrame[] = []
  let onFrame: ((frame: DeskFrame) => void) | undefined
  let onGone: (() => void) | undefined
  let isGone = false
  let nextId = 1

  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as DeskMessage
    switch (message.kind) {
      case 'frame':
        if (onFrame === undefined) early.push(message.frame)
        else onFrame(message.frame)
        return
      case 'reply':
        waiting.get(message.id)?.(message.reply)
        waiting.delete(message.id)
    }
  })
  socket.addEventListener('close', ({ code }) => {
    // The desk goes on; what this window missed, a new snapshot has.
    if (code === closedAsTooSlow) return location.reload()
    isGone = true
    for (const answer of waiting.values()) answer(unreachable)
    waiting.clear()
    onGone?.()
  })

  return {
    subscribe(frame, gone) {
      onFrame = frame
      onGone = gone
      for (const each of early) frame(each)
      early = []
      if (isGone) gone()
      return () => {
        onFrame = undefined
        onGone = undefined
      }
    },
    async act(name, input) {
      if (isGone || socket.readyState === WebSocket.CONNECTING)
        return unreachable as ActReply<typeof name>
      const id = nextId
      nextId += 1
      const message: WindowMessage = { kind: 'act', id, act: name, input }
      socket.send(JSON.stringify(message))
      return new Promise((resolve) =>
        waiting.set(id, (reply) => resolve(reply as ActReply<typeof name>)),
      )
    },
  }
}
