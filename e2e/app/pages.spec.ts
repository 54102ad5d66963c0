// Every page in both themes and two widths: accessible by axe's rules, within its window, without a complaint of the browser.
import AxeBuilder from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeskState, PageName } from '../../main/bridge/desk-state.ts'
import {
  changedKeyDesk,
  helperDesk,
  missingHelpers,
  nothingDesk,
  questionsDesk,
  sampleDesk,
  usualDesk,
} from '../../renderer/test/sample-desk.ts'
import { sampleLab } from '../../renderer/test/sample-lab.ts'
import { sampleReceipts } from '../../renderer/test/sample-receipts.ts'
import { browserMissing } from './support/browser.ts'
import { ScriptedPages, scriptBytes } from './support/scripted-pages.ts'
import { uiNotBuilt } from './support/vip-ui.ts'

const reason = browserMissing ?? uiNotBuilt

/** With receipts, and a lab that runs. */
const full = (): DeskState => ({ ...usualDesk(), handovers: sampleReceipts(), lab: sampleLab() })

const everyPage: readonly [PageName, string, () => DeskState][] = [
  ['status', 'as usual', full],
  ['peers', 'as usual', full],
  ['addresses', 'as usual', full],
  ['partners', 'as usual', full],
  ['handovers', 'with receipts', full],
  ['handovers', 'before the first move', nothingDesk],
  ['trust', 'as usual', full],
  ['trust', 'with seven questions', () => questionsDesk(7)],
  ['lab', 'up', full],
  ['lab', 'down', () => sampleDesk()],
  ['settings', 'as usual', full],
  [
    'first-run',
    'as usual',
    () => ({ ...full(), preferences: { ...full().preferences, firstRunDone: false } }),
  ],
  ['status', 'with one question', () => questionsDesk(1)],
  ['status', 'with a changed key', changedKeyDesk],
  ...missingHelpers.map(
    (helper) =>
      ['status', `helper ${helper.phase}`, () => helperDesk(helper)] as [
        PageName,
        string,
        () => DeskState,
      ],
  ),
]

describe.runIf(reason === undefined)(`pages${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let pages: ScriptedPages

  beforeAll(async () => {
    pages = await ScriptedPages.start()
  })
  afterAll(async () => {
    await pages?.stop()
  })

  describe.each(['light', 'dark'] as const)('%s', (theme) => {
    test.each(everyPage)('%s, %s', async (name, _, state) => {
      for (const width of [1400, 900]) {
        const { page, complaints } = await pages.open(name, { state: state(), theme, width })
        const { violations } = await new AxeBuilder({ page }).analyze()
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
        )
        expect(found, `${width} px`).toEqual([])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow, `${width} px`).toBe(0)
        expect(complaints).toEqual([])
        await page.context().close()
      }
    })
  })

  test('all scripts are at most 250 KB, compressed', () => {
    expect(scriptBytes()).toBeLessThanOrEqual(250 * 1024)
  })
})
