// Loads the native addon, once. Where it lies is fixed when the code is bundled: a privileged program must not load
// code that a variable or an argument names.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Defined by the bundler and by vitest; absent when the sources run as they are. */
declare const __NATIVE_ADDON__: string

const fromSources = '../../out/tun-tap.node'

let loaded: unknown

/** The addon's exports, by the part of their type that the caller uses (`addon-types.ts`). */
export function loadAddon<Exports>(): Exports {
  loaded ??= load()
  return loaded as Exports
}

function load(): unknown {
  const location = typeof __NATIVE_ADDON__ === 'undefined' ? fromSources : __NATIVE_ADDON__
  const file = fileURLToPath(new URL(location, import.meta.url))
  if (!existsSync(file)) throw new Error('The native part is not built. Run: npm run build')
  return createRequire(import.meta.url)(file)
}
