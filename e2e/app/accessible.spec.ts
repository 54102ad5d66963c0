// Every page before real helpers, in both themes: axe finds nothing, and nothing is wider than the window.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HelperLab } from '../lab/helper-lab.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { AppFrame, pageTitles } from '../pages/app-frame.ts'
import { LabPage } from '../pages/lab-page.ts'
import { accessibilityFaults } from './support/accessibility.ts'
import { appMissing, openApp } from './support/open-app.ts'
import type { OpenApp } from './support/open-app.ts'

const reason = rootIsMissing ?? appMissing

describe.runIf(reason === undefined)(`pages${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab
  let app: OpenApp
  let frame: AppFrame

  beforeAll(async () => {
    lab = await HelperLab.up('app-axe')
    app = await openApp({ runDirectory: lab.runDirectoryOf('a'), labName: lab.lab.directory.name })
    frame = new AppFrame(app.page)
    // So that there is a receipt, and messages to draw.
    const labPage = new LabPage(app.page)
    await frame.goTo('Lab')
    await labPage.startStream('UDP')
    await labPage.move('a')
    await labPage.untilOn('a', 'lan2')
  })
  afterAll(async () => {
    await app?.close()
    await lab?.down()
  })

  test.each(
    pageTitles.flatMap(
      (title) =>
        [
          [title, 'light' as const],
          [title, 'dark' as const],
        ] as const,
    ),
  )('%s is accessible, %s', async (title, colorScheme) => {
    const { page } = app
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await frame.goTo(title)
    await frame.heading.waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test.each([900, 1400, 2560])(
    'no page is wider than a window of %i pixels, and none has a second scroll bar',
    async (width) => {
      const { page } = app
      await page.setViewportSize({ width, height: 1000 })
      const tooWide: string[] = []
      const tooHigh: string[] = []
      for (const title of pageTitles) {
        await frame.goTo(title)
        await frame.heading.waitFor()
        // What scrolls within the window hides what is too wide for it.
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll('html, header, main')]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map(
              ({ tagName, scrollWidth, clientWidth }) => `${tagName} ${scrollWidth - clientWidth}`,
            ),
        )
        tooWide.push(...cut.map((each) => `${title}: ${each}`))
        // What is hidden for the eye lies where its place on the page is, and must scroll with it.
        const beyond = await page.evaluate(() => {
          const { scrollHeight, clientHeight } = document.documentElement
          return scrollHeight - clientHeight
        })
        if (beyond > 0) tooHigh.push(`${title}: ${beyond}`)
      }
      expect(tooWide).toEqual([])
      expect(tooHigh).toEqual([])
    },
  )

  test('the browser has complained of nothing', () => {
    expect(app.complaints).toEqual([])
  })
})
