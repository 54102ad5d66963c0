// `npm run pack:app -- [--inspectable] [words for electron-builder]`: the desktop app as a Debian package and as an AppImage
// (electron-builder.yml), into out/package/app/. electron-builder fetches Electron, and what it makes packages with.
import { getConfig } from 'app-builder-lib/out/util/config/config.js'
import { withCheckoutLock } from './checkout-lock.mjs'
import { Failure, runScript } from './failure.mjs'
import { layOutDesktop } from './package/desktop-tree.ts'
import { layOutHelper } from './package/helper-tree.ts'
import { sharedLibraries } from './package/shared-libraries.ts'
import { step } from './progress.mjs'
import { projectRoot } from './project-root.mjs'
import { passThrough } from './run-command.mjs'
import { tool, toolEnvironment } from './tools.ts'

/** For tests, which drive Electron by its inspector. */
const inspectable = '--inspectable'
const inspectableFuse = '-c.electronFuses.enableNodeCliInspectArguments=true'

/** electron-builder's words for processors. */
const processors = ['x64', 'arm64', 'armv7l', 'ia32', 'universal']

// Everybody may read what is installed, whoever has packed it.
process.umask(0o022)

await runScript(async () => {
  const words = process.argv.slice(2).map((word) => (word === inspectable ? inspectableFuse : word))
  refuseOtherProcessors(words)
  // electron-builder reads what a build writes.
  await withCheckoutLock('build', async () => {
    const binaries = await step('files', async () => {
      const laidOut = await layOutHelper()
      layOutDesktop()
      return laidOut.binaries
    })
    const depends = await step('libraries', async () => dependencies(binaries))
    // Words that name targets belong behind "--linux".
    const argv = [tool('electron-builder'), '--publish=never', ...depends, '--linux', ...words]
    const { status } = await passThrough(argv, { cwd: projectRoot, env: toolEnvironment() })
    if (status !== 0) throw new Failure(`electron-builder ended with status ${status}`)
  })
})

/** @throws {Failure} */
function refuseOtherProcessors(words: readonly string[]): void {
  const others = processors.filter((name) => name !== process.arch)
  const word = words.find((each) => new RegExp(`^(--|\\w+:)(${others.join('|')})$`).test(each))
  if (word === undefined) return
  throw new Failure(`${word}: the helper inside is for ${process.arch}, where it was built`)
}

/** What the Debian package needs beside what electron-builder.yml names: a list in its words takes that one's place. */
async function dependencies(binaries: readonly string[]): Promise<string[]> {
  const { deb } = await getConfig(projectRoot, 'electron-builder.yml', null)
  const libraries = (await sharedLibraries(binaries)).split(', ')
  return [...(deb?.depends ?? []), ...libraries].map((each) => `-c.deb.depends=${each}`)
}
