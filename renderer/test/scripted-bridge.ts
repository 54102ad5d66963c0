// A bridge that plays a script in a browser: it shows one state, answers each act with success and null, and notes it.
// Installed before the page loads: `page.addInitScript(installScriptedBridge, script)`; a test then sends frames by
// `window.vipScript.send` and reads `window.vipScript.acts`.
import type { ActReply, Bridge } from '../../main/bridge/acts.ts'
import type { DeskFrame, DeskState } from '../../main/bridge/desk-state.ts'

export type ScriptedWindow = {
  acts: { name: string; input: unknown }[]
  send: (frame: DeskFrame) => void
}

/** Runs in the page: it may use nothing of this module. */
export function installScriptedBridge({ state }: { state: DeskState }): void {
  let onFrame: ((frame: DeskFrame) => void) | undefined
  const script: ScriptedWindow = {
    acts: [],
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
      return { ok: true, value: null } as ActReply<typeof name>
    },
  }
  Object.assign(globalThis, { vipBridge: bridge, vipScript: script })
}
