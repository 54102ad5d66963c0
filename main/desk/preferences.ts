// What a person chose about the app: one small file of their own. A file that cannot be read is as if there were none.
import { mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { writeFileAtomically } from '../../dataplane/lib/atomic-file.ts'
import type { Preferences } from '../bridge/desk-state.ts'

const defaults: Preferences = {
  theme: 'system',
  startAtLogin: false,
  notifications: true,
  firstRunDone: false,
}

/** One value that means nothing is forgotten, and the others stay. */
const preferencesSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), defaults.theme),
  startAtLogin: v.fallback(v.boolean(), defaults.startAtLogin),
  notifications: v.fallback(v.boolean(), defaults.notifications),
  firstRunDone: v.fallback(v.boolean(), defaults.firstRunDone),
})

/** The folder of this app's own files (XDG Base Directory Specification: a relative path is not used). */
export function configurationFolder(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['XDG_CONFIG_HOME'] ?? ''
  return join(given.startsWith('/') ? given : join(homedir(), '.config'), 'vip')
}

export class PreferencesFile {
  readonly #path: string
  #preferences: Preferences

  constructor(folder: string) {
    this.#path = join(folder, 'preferences.json')
    this.#preferences = read(this.#path)
  }

  get preferences(): Preferences {
    return this.#preferences
  }

  /** In force even where it cannot be kept. @throws the file system's error */
  change(changes: { [Key in keyof Preferences]?: Preferences[Key] | undefined }): void {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined)
    this.#preferences = {
      ...this.#preferences,
      ...(Object.fromEntries(given) as Partial<Preferences>),
    }
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
    writeFileAtomically(this.#path, `${JSON.stringify(this.#preferences, null, 2)}\n`, 0o600)
  }
}

function read(path: string): Preferences {
  try {
    const parsed = v.safeParse(preferencesSchema, JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.output : defaults
  } catch {
    return defaults
  }
}
