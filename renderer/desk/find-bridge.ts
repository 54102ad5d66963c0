// Where these pages have their facts from: what Electron's preload has put here, else the server that they came from.
import { bridgeGlobal } from '../../main/bridge/acts.ts'
import type { Bridge } from '../../main/bridge/acts.ts'
import { webBridge } from './web-bridge.ts'

export function findBridge(): Bridge {
  const given = (globalThis as unknown as Record<string, unknown>)[bridgeGlobal]
  if (given !== undefined) return given as Bridge
  return webBridge(`ws://${location.host}/desk`)
}
