// The configuration in force: the last good one that the file had.
import { isDeepStrictEqual } from 'node:util'
import type { Configuration, ConfigurationProblem } from '../contract/configuration.ts'
import type { Clock } from '../lib/clock.ts'
import { WatchedFile } from '../lib/watched-file.ts'
import { settleMs } from './limits.ts'
import { readConfiguration } from './read-configuration.ts'

export type ConfigurationEvent =
  /** Another one is in force now. */
  | { kind: 'changed'; configuration: Configuration; previous: Configuration }
  /** What the file has now is not taken. Told once for the same problems. */
  | { kind: 'refused'; problems: readonly ConfigurationProblem[] }
  /** The file has again what is in force. */
  | { kind: 'repaired' }
  /** Changes are no longer noticed by themselves; `reload` still reads them. */
  | { kind: 'unwatched'; cause: Error }

export type OpenedConfiguration =
  { ok: true; file: ConfigurationFile } | { ok: false; problems: readonly ConfigurationProblem[] }

export function openConfiguration(path: string, clock: Clock): OpenedConfiguration {
  const read = readConfiguration(path)
  if (!read.ok) return read
  return { ok: true, file: new ConfigurationFile(path, clock, read.configuration) }
}

export class ConfigurationFile {
  /** As it was named to the helper. */
  readonly path: string
  /** What keys that need a restart have. */
  readonly atStart: Configuration
  readonly #watched: WatchedFile
  #configuration: Configuration
  /** What of the file is not in force; empty when it is. */
  #problems: readonly ConfigurationProblem[] = []
  #tell: ((event: ConfigurationEvent) => void) | undefined

  constructor(path: string, clock: Clock, configuration: Configuration) {
    this.path = path
    this.atStart = configuration
    this.#configuration = configuration
    this.#watched = new WatchedFile({
      ...{ path, clock, settleMs },
      onChanged: () => this.reload(),
      onUnwatched: (cause) => this.#tell?.({ kind: 'unwatched', cause }),
    })
  }

  get configuration(): Configuration {
    return this.#configuration
  }

  get problems(): readonly ConfigurationProblem[] {
    return this.#problems
  }

  /** Watches the file from now on. A change since the opening is told at once. */
  start(tell: (event: ConfigurationEvent) => void): void {
    this.#tell = tell
    this.reload()
  }

  /** Idempotent; nothing is told afterwards. */
  stop(): void {
    this.#tell = undefined
    this.#watched.stop()
  }

  /** Reads the file now (SIGHUP). Does nothing before `start` and after `stop`. */
  reload(): void {
    if (this.#tell === undefined) return
    this.#watched.look()
    const read = readConfiguration(this.path)
    if (!read.ok) this.#refuse(read.problems)
    else this.#take(read.configuration)
  }

  #take(configuration: Configuration): void {
    const previous = this.#configuration
    const wasRefused = this.#problems.length > 0
    this.#problems = []
    if (!isDeepStrictEqual(configuration, previous)) {
      this.#configuration = configuration
      this.#tell?.({ kind: 'changed', configuration, previous })
    } else if (wasRefused) this.#tell?.({ kind: 'repaired' })
  }

  #refuse(problems: readonly ConfigurationProblem[]): void {
    if (isDeepStrictEqual(problems, this.#problems)) return
    this.#problems = problems
    this.#tell?.({ kind: 'refused', problems })
  }
}
