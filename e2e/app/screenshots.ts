// `node e2e/app/screenshots.ts`: pictures of every page for the README, in both themes, before real helpers of a lab whose
// hosts have moved. Needs what the specs of the app need, and a quiet machine for figures that do it justice.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { HelperLab } from '../lab/helper-lab.ts'
import { AppFrame, pageTitles } from '../pages/app-frame.ts'
import { LabPage } from '../pages/lab-page.ts'
import { openApp } from './support/open-app.ts'

const folder = join(import.meta.dirname, '../../assets/screenshots')
const viewport = { width: 1400, height: 900 }

mkdirSync(folder, { recursive: true })
const lab = await HelperLab.up('screenshots')
try {
  const app = await openApp({
    ...{ runDirectory: lab.runDirectoryOf('a'), labName: lab.lab.directory.name },
  })
  try {
    const { page } = app
    const frame = new AppFrame(page)
    await page.setViewportSize(viewport)
    const labPage = new LabPage(page)
    await frame.goTo('Lab')
    await labPage.startStream('UDP')
    await labPage.move('a')
    await labPage.untilOn('a', 'lan2')
    await labPage.move('both')
    await labPage.untilOn('a', 'lan1')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const title of pageTitles) {
        await frame.goTo(title)
        await frame.heading.waitFor()
        await page.evaluate(() => document.fonts.ready)
        // Of a page that was just opened, figures are drawn from what comes from then on.
        if (title === 'Lab') await page.waitForTimeout(2000)
        const name = title.toLowerCase().replaceAll(' ', '-')
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) })
      }
    }
  } finally {
    await app.close()
  }
} finally {
  await lab.down()
}
