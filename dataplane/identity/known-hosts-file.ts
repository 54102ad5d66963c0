// The trust store on disk. Other programs may change the file at any time (`ssh-keygen -R`, an
// editor): it is looked at again before each answer, and read again when it is another.
import { realpathSync, statSync } from 'node:fs'
import { writeFileAtomically } from '../lib/atomic-file.ts'
import { privateModes, readPrivateFile } from '../lib/private-file.ts'
import type { PrivateFileFault } from '../lib/private-file.ts'
import { KnownHosts } from './known-hosts.ts'
import { maxKnownHostsFileBytes } from './limits.ts'

export type KnownHostsFault =
  | Exclude<PrivateFileFault, { code: 'missing' }>
  /** Writing it back would change bytes that are not ours. */
  | { code: 'not-utf8' }
  | { code: 'not-writable'; cause: Error }
  /** Of a change only: with it the file would be too large to be read. */
  | { code: 'full' }

/**
 * While there is a fault no key may be taken for trusted, nor any for unknown: neither is known.
 */
export type KnownHostsResult =
  { ok: true; hosts: KnownHosts } | { ok: false; path: string; fault: KnownHostsFault }

/**
 * Any change of content or rights moves the change time, but only by the kernel's ticks, of 1 to 10
 * ms: two changes in one tick look alike, so that a young file is not taken for unchanged.
 */
const settledAfterMs = 100n

export class KnownHostsFile {
  readonly #path: string
  readonly #nowMs: () => number
  #last: { stamp: string; hosts: KnownHosts } | undefined

  /** `nowMs`: ms since 1970, by the clock that stamps files. */
  constructor(path: string, nowMs: () => number = Date.now) {
    this.#path = path
    this.#nowMs = nowMs
  }

  /** What the file says now. A missing file says nothing of anybody. */
  read(): KnownHostsResult {
    const stamp = this.#stamp()
    if (stamp !== undefined && stamp === this.#last?.stamp)
      return { ok: true, hosts: this.#last.hosts }
    const file = readPrivateFile(
      this.#path,
      privateModes.writableByNobodyElse,
      maxKnownHostsFileBytes,
    )
    if (!file.ok) {
      if (file.fault.code === 'missing') return { ok: true, hosts: KnownHosts.parse('') }
      return { ok: false, path: this.#path, fault: file.fault }
    }
    const text = textOf(file.bytes)
    if (text === undefined) return { ok: false, path: this.#path, fault: { code: 'not-utf8' } }
    const hosts = KnownHosts.parse(text)
    // The stamp is from before: what changed in between is read again the next time.
    this.#last = stamp === undefined ? undefined : { stamp, hosts }
    return { ok: true, hosts }
  }

  /**
   * Replaces the file in one step by what `change` makes of its present content; a change to
   * nothing writes nothing. OpenSSH knows no lock for this file: what another program writes in the
   * microseconds between is lost.
   */
  change(change: (hosts: KnownHosts) => KnownHosts): KnownHostsResult {
    const present = this.read()
    if (!present.ok) return present
    const hosts = change(present.hosts)
    if (hosts.text === present.hosts.text) return present
    if (hosts.bytes > maxKnownHostsFileBytes) {
      return { ok: false, path: this.#path, fault: { code: 'full' } }
    }
    try {
      const { path, mode } = this.#target()
      writeFileAtomically(path, hosts.text, mode)
    } catch (error) {
      return { ok: false, path: this.#path, fault: { code: 'not-writable', cause: error as Error } }
    }
    return { ok: true, hosts }
  }

  /** The file at the end of links, so that a link stays one, and its permissions. */
  #target(): { path: string; mode: number } {
    try {
      const path = realpathSync(this.#path)
      return { path, mode: statSync(path).mode & 0o777 }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return { path: this.#path, mode: 0o600 }
    }
  }

  /** Equal stamps mean an unchanged file; undefined where none can say so. */
  #stamp(): string | undefined {
    const stats = statSync(this.#path, { bigint: true, throwIfNoEntry: false })
    if (stats === undefined) return undefined
    if (BigInt(this.#nowMs()) - stats.ctimeMs < settledAfterMs) return undefined
    return [stats.dev, stats.ino, stats.size, stats.ctimeNs].join()
  }
}

/** "ignoreBOM": else a mark at the beginning would be lost in writing. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
