// What Electron's sandboxed page has of the world outside: two functions, and the only use of ipcRenderer.
import { contextBridge, ipcRenderer } from 'electron'
import { messageOf } from '../../dataplane/lib/error-message.ts'
import { bridgeGlobal, deskFailed, ipcChannels } from './acts.ts'
import type { DeskFrame } from './desk-state.ts'

let onFrame: ((frame: DeskFrame) => void) | undefined

ipcRenderer.on(ipcChannels.frames, (_event, frame: DeskFrame) => onFrame?.(frame))

contextBridge.exposeInMainWorld(bridgeGlobal, {
  // The page cannot outlive the desk: nobody is ever told that it is gone.
  subscribe: (next: (frame: DeskFrame) => void) => {
    onFrame = next
    ipcRenderer.send(ipcChannels.subscribe, true)
    return () => {
      onFrame = undefined
      ipcRenderer.send(ipcChannels.subscribe, false)
    }
  },
  act: (name: string, input: unknown): Promise<unknown> =>
    ipcRenderer
      .invoke(ipcChannels.act, name, input)
      .catch((error: unknown) => deskFailed(name, messageOf(error))),
})
