// Where the built files of the app are: beside its bundle, in out/ when it runs from source, or where a package puts them.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface BuiltFiles {
  /** Folder of the pages. */
  pages: string
  preload: string
  /** Folder of icons. */
  icons: string
  /** The command line; it need not be there. */
  vip: string
}

/** As the package of helper and command line installs it; it fits the service that it brings, too. */
const installedVip = '/usr/bin/vip'

/** @param moduleUrl of a module of main/, or of the bundle that it is in */
export function builtFiles(
  moduleUrl: string,
  exists: (path: string) => boolean = existsSync,
): BuiltFiles {
  const out = moduleUrl.endsWith('.ts') ? new URL('../out/', moduleUrl) : new URL('./', moduleUrl)
  const at = (path: string) => fileURLToPath(new URL(path, out))
  // What is inside an archive cannot be run; beside it is what the app's own package brings (electron-builder.yml).
  const isPacked = out.pathname.includes('.asar/')
  const own = at(isPacked ? '../../helper/vip' : 'vip')
  const preferred = isPacked ? [installedVip, own] : [own, installedVip]
  return {
    pages: at('renderer/'),
    preload: at('preload.cjs'),
    icons: at('../assets/icons/'),
    vip: preferred.find(exists) ?? own,
  }
}
