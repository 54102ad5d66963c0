// A bridge that plays a script in a browser: it shows one state, answers each act as it is told, else with success and
// null, and notes it. Installed before the page loads: `page.addInitScript(installScriptedBridge, script)`; a test then sends
// frames by `window.vipScript.send`, changes `replies`, and reads `acts`.
import type { ActReply, Bridge } from '../../main/bridge/acts.ts'
import type { DeskFrame, DeskState } from '../../main/bridge/desk-state.ts'

export type ScriptedWindow = {
  acts: { name: string; input: unknown }[]
  /** By the act's name. */
  replies: Record<string, unknown>
  send: (frame: DeskFrame) => void
}

/** Runs in the page: it may use nothing of this module. */
export function installScriptedBridge({
  state,
  replies = {},
}: {
  state: DeskState
  replies?: ScriptedWindow['replies']
}): void {
  let onFrame: ((frame: DeskFrame) => void) | undefined
  const script: ScriptedWindow = {
    acts: [],
    replies,
    send: (frame) => onFrame?.(frame),
  }
  const bridge: Bridge = {
    subscribe(frame) {
      onFrame = frame
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
