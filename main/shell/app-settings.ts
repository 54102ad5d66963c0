// The words that the app is started with, among those that Chromium reads.
import { parseArgs } from 'node:util'

export interface AppSettings {
  /** Started at login: without a window at first. */
  isHidden: boolean
  /** Whether a lab is brought up, too. */
  bringsLabUp: boolean
  labName: string
  /** Of this machine's helper; undefined: where it usually is. */
  runDirectory: string | undefined
}

export const hiddenOption = '--hidden'

const options = {
  hidden: { type: 'boolean', default: false },
  lab: { type: 'boolean', default: false },
  'lab-name': { type: 'string', default: 'lab' },
  'run-dir': { type: 'string' },
} as const

/** Total: what it does not know is somebody else's. */
export function readAppSettings(words: readonly string[]): AppSettings {
  const { values } = parseArgs({ args: [...words], options, strict: false })
  const { hidden, lab, 'lab-name': labName, 'run-dir': runDirectory } = values
  return {
    isHidden: hidden === true,
    bringsLabUp: lab === true,
    labName: typeof labName === 'string' ? labName : options['lab-name'].default,
    runDirectory: typeof runDirectory === 'string' ? runDirectory : undefined,
  }
}
