// Everything once by the keyboard alone: each page is reached, and what can be done there is done, without a pointer.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { questionsDesk, usualDesk } from '../../renderer/test/sample-desk.ts'
import { sampleLab } from '../../renderer/test/sample-lab.ts'
import { sampleReceipts } from '../../renderer/test/sample-receipts.ts'
import { browserMissing } from './support/browser.ts'
import { ScriptedPages, actsOf } from './support/scripted-pages.ts'
import { uiNotBuilt } from './support/vip-ui.ts'

const reason = browserMissing ?? uiNotBuilt
/** More than any page has. */
const mostStops = 80

describe.runIf(reason === undefined)(
  `by the keyboard${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let pages: ScriptedPages
    let page: Page

    beforeAll(async () => {
      pages = await ScriptedPages.start()
    })
    afterAll(async () => {
      await pages?.stop()
    })
    afterEach(async () => {
      await page?.context().close()
    })

    /** What has the focus, in words. */
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement
        const label =
          element?.getAttribute('aria-label') ??
          (element?.textContent || element?.closest('label')?.textContent || '')
        return `${element?.tagName.toLowerCase()} ${label.trim().replaceAll(/\s+/g, ' ')}`
      })

    /** @throws where no Tab leads to it */
    async function tabTo(wanted: RegExp): Promise<void> {
      const passed: string[] = []
      for (let stop = 0; stop < mostStops; stop += 1) {
        await page.keyboard.press('Tab')
        const now = await focused()
        if (wanted.test(now)) return
        passed.push(now)
      }
      throw new Error(`Tab does not lead to ${wanted.source}: ${passed.join(' | ')}`)
    }

    const heading = () => page.getByRole('heading', { level: 1 }).textContent()

    test('the first stop skips to the page, and each page is a link', async () => {
      const state = { ...usualDesk(), handovers: sampleReceipts(), lab: sampleLab() }
      ;({ page } = await pages.open('status', { state }))
      for (const title of [
        'Peers',
        'Addresses',
        'Partners',
        'Handovers',
        'Trust',
        'Lab',
        'Settings',
      ]) {
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
        await tabTo(new RegExp(`^a ${title}`))
        await page.keyboard.press('Enter')
        await expect.poll(heading).toBe(title)
      }
    })

    test('mobility is switched off', async () => {
      ;({ page } = await pages.open('status', { state: usualDesk() }))
      await tabTo(/mobility/i)
      await page.keyboard.press('Space')
      await expect.poll(async () => (await actsOf(page)).map(({ name }) => name)).toContain('down')
    })

    test('a key is rejected, and another one put off', async () => {
      ;({ page } = await pages.open('status', { state: questionsDesk(1) }))
      expect(await focused()).toContain('Not now')
      await tabTo(/^button Reject/)
      await page.keyboard.press('Enter')
      await expect
        .poll(async () => (await actsOf(page)).map(({ name }) => name))
        .toContain('trustReject')
      await page.keyboard.press('F6')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog', { name: 'Keys to check' }).waitFor({ state: 'detached' })
    })

    test('both hosts of the lab are moved', async () => {
      ;({ page } = await pages.open('lab', { state: { ...usualDesk(), lab: sampleLab() } }))
      await tabTo(/^button Move both/)
      await page.keyboard.press('Enter')
      await expect
        .poll(async () => (await actsOf(page)).find(({ name }) => name === 'labMove')?.input)
        .toMatchObject({ moves: [{ host: 'a' }, { host: 'b' }], kind: 'break-before-make' })
    })

    test('a receipt is chosen, and its events walked through', async () => {
      const state = { ...usualDesk(), handovers: sampleReceipts() }
      ;({ page } = await pages.open('handovers', { state }))
      const times = page.locator('main li time')
      expect(await times.count()).toBeGreaterThan(3)
      await tabTo(/^li /)
      const first = await focused()
      await page.keyboard.press('ArrowRight')
      expect(await focused()).not.toBe(first)
    })
  },
)
