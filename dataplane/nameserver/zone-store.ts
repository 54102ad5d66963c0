// The zone that is served, and the file that it comes back from.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../lib/error-message.ts'
import { writeFileAtomically } from '../lib/atomic-file.ts'
import { nameKey } from '../wire/dns-name.ts'
import { NameServerError } from './name-server-error.ts'
import { readZoneFile, writeZoneFile } from './zone-file.ts'
import type { Zone } from './zone.ts'

/** Readable by all: what is in it, the name server tells everybody. */
const FILE_MODE = 0o644

export class ZoneStore {
  #zone: Zone
  readonly #path: string | undefined

  /** @param path of the zone's file; without one the zone is only kept in memory */
  constructor(zone: Zone, path: string | undefined) {
    this.#zone = zone
    this.#path = path
  }

  get zone(): Zone {
    return this.#zone
  }

  /**
   * Returns when the zone will be there after a crash, and only then serves it.
   * @throws NameServerError `zone-file-unwritable`; the old zone is served on
   */
  replace(zone: Zone): void {
    if (this.#path !== undefined) writeFile(this.#path, zone)
    this.#zone = zone
  }
}

/**
 * The zone of the directory's file, or else `initial`, which is written there.
 * @throws NameServerError `state-directory`, `zone-file-wrong`, `zone-file-unwritable`
 */
export function openZoneStore(initial: Zone, directory: string | undefined): ZoneStore {
  if (directory === undefined) return new ZoneStore(initial, undefined)
  makeDirectory(directory)
  // The root's own name would give a hidden file.
  const path = join(directory, `${nameKey(initial.apex).slice(0, -1) || 'root'}.zone`)
  const text = readIfThere(path)
  if (text === undefined) {
    writeFile(path, initial)
    return new ZoneStore(initial, path)
  }
  const read = readZoneFile(text, initial.apex)
  if (read.ok) return new ZoneStore(read.zone, path)
  const { line, problem } = read
  throw new NameServerError({ code: 'zone-file-wrong', path, line, problem })
}

/** Not its parents: a name that was mistyped is told, and Node's `recursive` never ends in /proc. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new NameServerError({ code: 'state-directory', path, detail: messageOf(error) })
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new NameServerError({ code: 'state-directory', path, detail: messageOf(error) })
  }
}

function writeFile(path: string, zone: Zone): void {
  try {
    writeFileAtomically(path, writeZoneFile(zone), FILE_MODE)
  } catch (error) {
    throw new NameServerError({ code: 'zone-file-unwritable', path, detail: messageOf(error) })
  }
}
