// Tells when a file may have changed, however it is written: in place, by another that takes its name (editors), or behind
// a symbolic link.
import { realpathSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Clock } from './clock.ts'

export interface WatchedFileOptions {
  path: string
  clock: Clock
  /** A file that is being written changes several times, and is told of when it has been quiet for so long. */
  settleMs: number
  onChanged: () => void
  /** Changes in one of its folders are no longer noticed; `look` tries again. */
  onUnwatched: (cause: NodeJS.ErrnoException) => void
}

export class WatchedFile {
  readonly #options: WatchedFileOptions
  readonly #watchers = new Map<string, FSWatcher>()
  /** By folder the names in it that the file has. */
  #names = new Map<string, Set<string>>()
  #cancelTelling: (() => void) | undefined

  constructor(options: WatchedFileOptions) {
    this.#options = options
  }

  /**
   * Watches where the file is now, its links followed. To be called before each reading, so that a change while it is read
   * is told of.
   */
  look(): void {
    this.#cancelTelling?.()
    this.#cancelTelling = undefined
    const { path } = this.#options
    this.#names = new Map()
    for (const each of [path, targetOf(path)]) {
      const names = this.#names.get(dirname(each)) ?? new Set()
      this.#names.set(dirname(each), names.add(basename(each)))
    }
    for (const [folder, watcher] of this.#watchers) {
      if (this.#names.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    // Folders and not the file: an editor's new file is another than the one that is watched.
    for (const folder of this.#names.keys()) {
      if (!this.#watchers.has(folder)) this.#watch(folder)
    }
  }

  /** Idempotent; nothing is told afterwards. */
  stop(): void {
    this.#cancelTelling?.()
    this.#cancelTelling = undefined
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #watch(folder: string): void {
    const fail = (cause: NodeJS.ErrnoException) => {
      this.#watchers.get(folder)?.close()
      this.#watchers.delete(folder)
      this.#options.onUnwatched(cause)
    }
    try {
      const watcher = watch(folder, { persistent: false }, (_, changed) => {
        if (changed === null || this.#names.get(folder)?.has(changed)) this.#tellSoon()
      })
      watcher.on('error', fail)
      this.#watchers.set(folder, watcher)
    } catch (error) {
      fail(error as NodeJS.ErrnoException)
    }
  }

  #tellSoon(): void {
    const { clock, settleMs, onChanged } = this.#options
    this.#cancelTelling?.()
    this.#cancelTelling = clock.after(settleMs, onChanged)
  }
}

/** The file at the end of links; the path itself while there is none. */
function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
