// The desk with all that it needs on this machine, for Electron and for `vip ui` alike.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defaultPlaces, runDirectoryOf } from '../../dataplane/contract/default-places.ts'
import { systemClock } from '../../dataplane/lib/clock.ts'
import type { Shell } from '../bridge/desk-state.ts'
import { launchHelper } from '../helper/launch-helper.ts'
import { runProgram } from '../helper/run-program.ts'
import { Desk } from './desk.ts'
import type { DeskOptions } from './desk.ts'
import { PreferencesFile, configurationFolder } from './preferences.ts'

export interface OpenDeskOptions extends Pick<
  DeskOptions,
  'openLab' | 'onEvent' | 'onMachine' | 'onPreferences'
> {
  shell: Omit<Shell, 'configured'>
  /** The command line of this machine; it need not be there. */
  vip: string
  /** Of the helper; else where `vip` looks for it. */
  runDirectory?: string
}

export function openDesk({ shell, vip, runDirectory, ...others }: OpenDeskOptions): Desk {
  const folder = configurationFolder()
  const places = { ...defaultPlaces, runDirectory: runDirectoryOf(runDirectory, process.env) }
  const log = join(folder, 'helper.log')
  return new Desk({
    ...others,
    clock: systemClock,
    shell: { ...shell, configured: existsSync(places.configuration) },
    runDirectory: places.runDirectory,
    preferences: new PreferencesFile(folder),
    launch: (firstName) => launchHelper({ ...places, vip, log, run: runProgram, firstName }),
  })
}
