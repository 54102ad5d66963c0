// What the helper is started with.
import type { ConfigurationFile } from '../configuration/configuration-file.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

export interface HelperOptions {
  configuration: ConfigurationFile
  runDirectory: string
  stateDirectory: string
  version: string
  clock: Clock
  log: Log
  /** Something went wrong that cannot be mended while running. */
  onFatal: (problem: string) => void
}
