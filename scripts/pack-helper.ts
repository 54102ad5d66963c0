// `npm run pack:helper`: builds the Debian package of the helper and the command line, with the Node that they run on,
// into out/package/. It needs no desktop, and is what machines without a display install.
import { runScript } from './failure.mjs'
import { writeDebianPackage } from './package/debian-package.ts'
import { layOutHelper } from './package/helper-tree.ts'
import { sharedLibraries } from './package/shared-libraries.ts'
import { withCheckoutLock } from './checkout-lock.mjs'
import { step } from './progress.mjs'

// Everybody may read what is installed, whoever has packed it.
process.umask(0o022)

await runScript(async () => {
  await withCheckoutLock('build', async () => {
    const tree = await step('files', async ({ outcome }) => {
      const laidOut = await layOutHelper()
      outcome(`${laidOut.binaries.length} of them native`)
      return laidOut
    })
    const libraries = await step('libraries', async ({ outcome }) => {
      const found = await sharedLibraries(tree.binaries)
      outcome(found)
      return found
    })
    await step('package', async ({ outcome }) => {
      const { path, bytes } = await writeDebianPackage(tree.root, libraries)
      outcome(`${path}, ${(bytes / 1e6).toFixed(1)} MB`)
    })
  })
})
