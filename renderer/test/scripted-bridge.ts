// A bridge that plays a script in a browser: it shows one state, answers acts as it is told, and notes them. Installed
// before the page loads: `page.addInitScript(installScriptedBridge, script)`; a test then sends frames by
// `window.vipScript.send` and reads `window.vipScript.acts`.
import type { ActName, ActReply, Bridge } from '../../main/bridge/acts.ts'
import type { DeskFrame, DeskState } from '../../main/bridge/desk-state.ts'

export type BridgeScript = {
  state: DeskState
  /** By act; one that is not named is answered with success and null. */
  replies?: Partial<Record<ActName, ActReply<ActName>>>
}

export type ScriptedWindow = {
  acts: { name: string; input: unknown }[]
  replies: Partial<Record<ActName, ActReply<ActName>>>
  send: (frame: DeskFrame) => void
  /** As if the desk had ended. */
  leave: () => void
}

/** Runs in the page: it may use nothing of this module. */
export function installScriptedBridge({ state, replies = {} }: BridgeScript): void {
  let onFrame: ((frame: DeskFrame) => void) | undefined
  let onGone: (() => void) | undefined
  const script: ScriptedWindow = {
    acts: [],
    replies,
    send: (frame) => onFrame?.(frame),
    leave: () => onGone?.(),
  }
  const bridge: Bridge = {
    subscribe(frame, gone) {
      onFrame = frame
      onGone = gone
      frame({ kind: 'snapshot', state })
      return () => {
        onFrame = undefined
      }
    },
    async act(name, input) {
      script.acts.push({ name, input })
      return (script.replies[name] ?? { ok: true, value: null }) as ActReply<typeof name>
    },
  }
  Object.assign(globalThis, { vipBridge: bridge, vipScript: script })
}
