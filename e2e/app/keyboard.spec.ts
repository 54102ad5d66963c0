// By the keyboard alone: each page is reached, and what each kind of control does is done once, without a pointer.
import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import type { DeskState } from '../../main/bridge/desk-state.ts'
import { questionsDesk, usualDesk } from '../../renderer/test/sample-desk.ts'
import { sampleLab } from '../../renderer/test/sample-lab.ts'
import { sampleReceipts } from '../../renderer/test/sample-receipts.ts'
import { pageTitles } from '../pages/app-frame.ts'
import { browserMissing } from './support/browser.ts'
import { actsOf } from './support/scripted-pages.ts'
import { scriptedWindows } from './support/scripted-windows.ts'
import { uiNotBuilt } from './support/vip-ui.ts'

const reason = browserMissing ?? uiNotBuilt
/** More than any page has. */
const mostStops = 80

describe.runIf(reason === undefined)(
  `by the keyboard${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const pages = scriptedWindows()
    let page: Page

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
    const labDesk = (): DeskState => ({ ...usualDesk(), lab: sampleLab() })

    /** Waits until the page has asked for it. */
    async function expectAct(act: string, input: object): Promise<void> {
      const asked = async () => (await actsOf(page)).findLast(({ name }) => name === act)?.input
      await expect.poll(asked).toMatchObject(input)
    }

    test('each page is reached by its link', async () => {
      const state = { ...labDesk(), handovers: sampleReceipts() }
      ;({ page } = await pages.open('status', { state }))
      // Where it begins, and what was gone through.
      const others = pageTitles.filter((title) => title !== 'Status' && title !== 'Set up')
      for (const title of others) {
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
        await tabTo(new RegExp(`^a ${title}`))
        await page.keyboard.press('Enter')
        await expect.poll(heading).toBe(title)
      }
    })

    test('the first stop skips to the page', async () => {
      ;({ page } = await pages.open('status', { state: usualDesk() }))
      await page.keyboard.press('Tab')
      expect(await focused()).toMatch(/^button Skip/)
      await page.keyboard.press('Enter')
      expect(await focused()).toMatch(/^(main|h1) /)
    })

    test('mobility is switched off', async () => {
      ;({ page } = await pages.open('status', { state: usualDesk() }))
      await tabTo(/mobility/i)
      await page.keyboard.press('Space')
      await expectAct('down', {})
    })

    test('the pages look at a host of the lab', async () => {
      ;({ page } = await pages.open('status', { state: labDesk() }))
      await tabTo(/^input Here/)
      await page.keyboard.press('ArrowRight')
      await expectAct('look', { at: 'a' })
    })

    test('a preference is set', async () => {
      ;({ page } = await pages.open('settings', { state: usualDesk() }))
      await tabTo(/^button Helper$/)
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await tabTo(/^span Notifications/)
      await page.keyboard.press('Space')
      await expectAct('setPreferences', { notifications: false })
    })

    test.each([
      ['rejected', /^button Reject/, 'trustReject'],
      ['trusted', /^button Trust$/, 'trustAccept'],
    ] as const)('a key is %s', async (_, button, act) => {
      const state = questionsDesk(1)
      ;({ page } = await pages.open('status', { state }))
      await expect.poll(focused).toContain('Not now')
      await tabTo(button)
      await page.keyboard.press('Enter')
      await expectAct(act, { name: 'desk.example.org' })
    })

    test('a question is put off', async () => {
      ;({ page } = await pages.open('status', { state: questionsDesk(1) }))
      await expect.poll(focused).toContain('Not now')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog', { name: 'Keys to check' }).waitFor({ state: 'detached' })
    })

    test('both hosts of the lab are moved', async () => {
      ;({ page } = await pages.open('lab', { state: labDesk() }))
      await tabTo(/^button Move both/)
      await page.keyboard.press('Enter')
      await expectAct('labMove', {
        moves: [{ host: 'a' }, { host: 'b' }],
        kind: 'break-before-make',
      })
    })

    test('a link is made slow, and a stream stopped', async () => {
      ;({ page } = await pages.open('lab', { state: labDesk() }))
      await tabTo(/^button Stop/)
      await page.keyboard.press('Enter')
      await expectAct('labStream', { transport: null })
      await tabTo(/^input Delay each way of a/)
      await page.keyboard.press('ArrowRight')
      await expectAct('labLink', { host: 'a', lan: 'lan1', settings: { delayMs: 5 } })
    })

    test('a receipt is chosen, and its events walked through', async () => {
      const state = { ...usualDesk(), handovers: sampleReceipts() }
      ;({ page } = await pages.open('handovers', { state }))
      const shown = () =>
        page
          .getByRole('article')
          .getByText(/^Move \d+$/)
          .textContent()
      const newest = await shown()
      await tabTo(/^a .*Partner moved/)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect.poll(shown).not.toBe(newest)
      await tabTo(/^li /)
      const first = await focused()
      await page.keyboard.press('ArrowRight')
      expect(await focused()).not.toBe(first)
    })
  },
)
