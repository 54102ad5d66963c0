// Which packages the native programs need, with versions: dpkg-shlibdeps reads the symbols that they use. So a package
// that was built on a newer distribution is refused by an older one, instead of failing there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../failure.mjs'
import { capture } from '../run-command.mjs'

/** It wants to be called in a source package. */
const sourceControl = 'Source: vip\n\nPackage: vip\nArchitecture: any\n'

/** @returns as the field Depends has it, such as "libc6 (>= 2.36), libgcc-s1 (>= 3.4)" @throws {Failure} */
export async function sharedLibraries(binaries: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vip-libraries-'))
  try {
    mkdirSync(join(folder, 'debian'))
    writeFileSync(join(folder, 'debian/control'), sourceControl)
    const argv = ['dpkg-shlibdeps', '-O', ...binaries.map((path) => `-e${path}`)]
    const { status, output } = await capture(argv, { cwd: folder })
    const found = /^shlibs:Depends=(.+)$/m.exec(output)?.[1]
    if (status === 0 && found !== undefined) return found
    throw new Failure(`dpkg-shlibdeps (of the package dpkg-dev) failed:\n${output}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
