// How `vip ui` starts this program: its words were checked there (dataplane/cli/ui.ts).
import { parseArgs } from 'node:util'
import { defaultPlaces } from '../../dataplane/contract/default-places.ts'

export type UiSettings = {
  /** Of this machine's helper. */
  runDirectory: string
  /** 0: whichever is free. */
  port: number
  /** Whether a browser may be opened. */
  opensBrowser: boolean
  /** Whether a lab is brought up, too. */
  bringsLabUp: boolean
  labName: string
  isJson: boolean
}

const options = {
  'run-dir': { type: 'string', default: defaultPlaces.runDirectory },
  port: { type: 'string', default: '0' },
  'no-open': { type: 'boolean', default: false },
  lab: { type: 'boolean', default: false },
  'lab-name': { type: 'string', default: 'lab' },
  json: { type: 'boolean', default: false },
} as const

/** @throws TypeError for words that it does not know */
export function readUiSettings(words: readonly string[]): UiSettings {
  const { values } = parseArgs({ args: [...words], options })
  return {
    runDirectory: values['run-dir'],
    port: Number(values.port),
    opensBrowser: !values['no-open'],
    bringsLabUp: values.lab,
    labName: values['lab-name'],
    isJson: values.json,
  }
}
