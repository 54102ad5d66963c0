// The configuration in force: the last good one that the file had.
import { realpathSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Configuration, ConfigurationProblem } from '../contract/configuration.ts'
import type { Clock } from '../lib/clock.ts'
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
  readonly #clock: Clock
  #configuration: Configuration
  /** What of the file is not in force; empty when it is. */
  #problems: readonly ConfigurationProblem[] = []
  #tell: ((event: ConfigurationEvent) => void) | undefined
  readonly #watchers = new Map<string, FSWatcher>()
  /** By folder the names in it that the file has. */
  #names = new Map<string, Set<string>>()
  #cancelReload: (() => void) | undefined

  constructor(path: string, clock: Clock, configuration: Configuration) {
    this.path = path
    this.atStart = configuration
    this.#clock = clock
    this.#configuration = configuration
  }

  get configuration(): Configuration {
    return this.#configuration
  }

  get problems(): readonly ConfigurationProblem[] {
    return this.#problems
  }

  /**
   * Watches the file from now on, however it is written: in place, by another that takes its name
   * (editors), or behind a symbolic link. A change since the opening is told at once.
   */
  start(tell: (event: ConfigurationEvent) => void): void {
    this.#tell = tell
    this.reload()
  }

  /** Idempotent; nothing is told afterwards. */
  stop(): void {
    this.#tell = undefined
    this.#cancelReload?.()
    this.#cancelReload = undefined
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  /** Reads the file now (SIGHUP). Does nothing before `start` and after `stop`. */
  reload(): void {
    if (this.#tell === undefined) return
    this.#cancelReload?.()
    this.#cancelReload = undefined
    // First, so that a change while the file is read is read, too.
    this.#watchFolders()
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

  /** Folders and not the file: an editor's new file is another than the one that is watched. */
  #watchFolders(): void {
    this.#names = new Map()
    for (const path of [this.path, this.#target()]) {
      const names = this.#names.get(dirname(path)) ?? new Set()
      this.#names.set(dirname(path), names.add(basename(path)))
    }
    for (const [folder, watcher] of this.#watchers) {
      if (this.#names.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of this.#names.keys()) {
      if (!this.#watchers.has(folder)) this.#watch(folder)
    }
  }

  /** The file at the end of links; the path itself while there is none. */
  #target(): string {
    try {
      return realpathSync(this.path)
    } catch {
      return this.path
    }
  }

  #watch(folder: string): void {
    const fail = (cause: Error) => {
      this.#watchers.get(folder)?.close()
      this.#watchers.delete(folder)
      this.#tell?.({ kind: 'unwatched', cause })
    }
    try {
      const watcher = watch(folder, { persistent: false }, (_, changed) => {
        if (changed === null || this.#names.get(folder)?.has(changed)) this.#reloadSoon()
      })
      watcher.on('error', fail)
      this.#watchers.set(folder, watcher)
    } catch (error) {
      fail(error as Error)
    }
  }

  /** A file that is being written changes several times, and is read when it has settled. */
  #reloadSoon(): void {
    this.#cancelReload?.()
    this.#cancelReload = this.#clock.after(settleMs, () => this.reload())
  }
}
