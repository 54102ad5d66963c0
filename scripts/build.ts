// `npm run build`: makes out/ from the sources. What has not changed is not built again.
// `--flavour bench|sanitize` builds that flavour of the addon, with its own bundles beside it, too.
import { parseArgs } from 'node:util'
import { buildBundles } from './bundle/bundle.ts'
import { writeLauncher } from './bundle/launcher.ts'
import { buildPages } from './bundle/pages.ts'
import { withCheckoutLock } from './checkout-lock.mjs'
import { Failure, runScript } from './failure.mjs'
import { buildAddon } from './native/addon.ts'
import { flavours, isFlavour, outputFolder, type Flavour } from './native/flavours.ts'
import { buildLabProgram, labPrograms } from './native/lab-programs.ts'
import { step } from './progress.mjs'

await runScript(async () => {
  const extra = requestedFlavours()
  await withCheckoutLock('build', async () => {
    await buildFlavour('product')
    for (const program of labPrograms) {
      const name = program.replace('-', ' ')
      await step(name, async ({ outcome }) => outcome(await buildLabProgram(program)))
    }
    await step('launcher out/vip', ({ outcome }) =>
      outcome(writeLauncher() ? 'written' : 'up to date'),
    )
    await step('pages', async ({ outcome }) => outcome(await buildPages()))
    for (const flavour of extra) await buildFlavour(flavour)
  })
})

function requestedFlavours(): Flavour[] {
  const { values } = parseArgs({ options: { flavour: { type: 'string', multiple: true } } })
  return (values.flavour ?? [])
    .map((name) => {
      if (isFlavour(name)) return name
      throw new Failure(`--flavour ${name} is not known; there are: ${flavours.join(', ')}`)
    })
    .filter((flavour) => flavour !== 'product')
}

async function buildFlavour(flavour: Flavour): Promise<void> {
  const suffix = flavour === 'product' ? '' : ` (${flavour})`
  await step(`native addon${suffix}`, async ({ outcome, note }) => {
    const result = await buildAddon(flavour)
    if (result.kind === 'no-sources') return outcome('no sources yet')
    for (const warning of result.warnings) note(warning)
    const { compiledCount, sourceCount, linked } = result
    outcome(linked ? `${compiledCount} of ${sourceCount} files compiled` : 'up to date')
  })
  await step(`bundles${suffix}`, async ({ outcome, note }) => {
    const { outputs, bundled, missing } = await buildBundles(outputFolder(flavour))
    for (const source of missing) note(`${source} is not written yet`)
    outcome(bundled ? outputs.join(', ') : 'up to date')
  })
}
