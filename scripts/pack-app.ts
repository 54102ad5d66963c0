// `npm run pack:app -- [--inspectable] [words for electron-builder]`: the desktop app as a Debian package and as an AppImage
// (electron-builder.yml), into out/package/app/. electron-builder fetches Electron, and what it makes packages with.
import { withCheckoutLock } from './checkout-lock.mjs'
import { Failure, runScript } from './failure.mjs'
import { layOutDesktop } from './package/desktop-tree.ts'
import { layOutHelper } from './package/helper-tree.ts'
import { step } from './progress.mjs'
import { projectRoot } from './project-root.mjs'
import { passThrough } from './run-command.mjs'
import { tool, toolEnvironment } from './tools.ts'

/** For tests, which drive Electron by its inspector. */
const inspectable = '--inspectable'
const inspectableFuse = '-c.electronFuses.enableNodeCliInspectArguments=true'

await runScript(async () => {
  const words = process.argv.slice(2).map((word) => (word === inspectable ? inspectableFuse : word))
  await withCheckoutLock('build', async () => {
    await step('files', async () => {
      await layOutHelper()
      layOutDesktop()
    })
  })
  // Words that name targets belong behind "--linux".
  const argv = [tool('electron-builder'), '--publish=never', '--linux', ...words]
  const { status } = await passThrough(argv, { cwd: projectRoot, env: toolEnvironment() })
  if (status !== 0) throw new Failure(`electron-builder ended with status ${status}`)
})
