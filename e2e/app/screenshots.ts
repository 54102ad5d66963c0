// `node e2e/app/screenshots.ts`: pictures of every page for the README, in both themes, before real helpers of a lab whose
// hosts have moved. Needs what the specs of the app need, and a quiet machine for figures that do it justice.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { HelperLab } from '../lab/helper-lab.ts'
import { AppFrame, pageTitles } from '../pages/app-frame.ts'
import { LabPage } from '../pages/lab-page.ts'
import { openApp } from './support/open-app.ts'

const folder = join(import.meta.dirname, '../../assets/screenshots')
const partner = 'b.vipip.net'
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
      const picture = async (name: string) => {
        await page.evaluate(() => document.fonts.ready)
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) })
      }
      for (const title of pageTitles) {
        await frame.goTo(title)
        await frame.heading.waitFor()
        // Of a page that was just opened, figures are drawn from what comes from then on.
        if (title === 'Lab') await page.waitForTimeout(2000)
        await picture(title.toLowerCase().replaceAll(' ', '-'))
      }
      await frame.goTo('Peers')
      await page.getByRole('link', { name: partner }).click()
      await page.getByRole('heading', { level: 1, name: partner }).waitFor()
      await picture('peer')
    }
  } finally {
    await app.close()
  }
} finally {
  await lab.down()
}
