// States of the pages that real helpers do not come into at will, in both themes: accessible by axe's rules, within their
// window, and without a complaint of the browser.
import { describe, expect, test } from 'vitest'
import type { DeskState, PageName } from '../../main/bridge/desk-state.ts'
import {
  changedKeyDesk,
  helperDesk,
  missingHelpers,
  nothingDesk,
  offDesk,
  questionsDesk,
  sampleDesk,
  unwellDesk,
  usualDesk,
} from '../../renderer/test/sample-desk.ts'
import { sampleLab, sampleLabStatus } from '../../renderer/test/sample-lab.ts'
import { sampleReceipts } from '../../renderer/test/sample-receipts.ts'
import { accessibilityFaults } from './support/accessibility.ts'
import { browserMissing } from './support/browser.ts'
import { scriptBytes } from './support/scripted-pages.ts'
import { scriptedWindows } from './support/scripted-windows.ts'
import { uiNotBuilt } from './support/vip-ui.ts'

const reason = browserMissing ?? uiNotBuilt

/** A lab without helpers, by `--static`. */
const staticLab = (): DeskState => ({
  ...usualDesk(),
  lab: sampleLab({ status: sampleLabStatus({ mode: 'static', nameServer: null }) }),
})

/** With receipts, and a lab that runs. */
const full = (): DeskState => ({ ...usualDesk(), handovers: sampleReceipts(), lab: sampleLab() })

const states: readonly [PageName, string, () => DeskState][] = [
  ['handovers', 'with receipts of every kind', full],
  ['handovers', 'before the first move', nothingDesk],
  ['trust', 'with seven questions', () => questionsDesk(7)],
  ['lab', 'down', () => sampleDesk()],
  ['lab', 'up', full],
  ['lab', 'without helpers', staticLab],
  ['status', 'with mobility off', offDesk],
  ['status', 'with much that is wrong', unwellDesk],
  ['status', 'with one question', () => questionsDesk(1)],
  ['status', 'with a changed key', changedKeyDesk],
  ...missingHelpers.map((helper): [PageName, string, () => DeskState] => {
    const reason = helper.phase === 'failed' ? ` (${helper.reason.code})` : ''
    return ['status', `helper ${helper.phase}${reason}`, () => helperDesk(helper)]
  }),
]

describe.runIf(reason === undefined)(
  `states of pages${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const pages = scriptedWindows()

    describe.each(['light', 'dark'] as const)('%s', (theme) => {
      test.each(states)('%s, %s', async (name, _, state) => {
        const { page, complaints } = await pages.open(name, { state: state(), theme, width: 900 })
        expect(await accessibilityFaults(page)).toEqual([])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow).toBe(0)
        expect(complaints).toEqual([])
      })
    })

    test('settings with a problem that no field shows', async () => {
      const [file, text] = ['/etc/vip/vip.toml', 'name = "laptop.vipip.net"\ncolour = "red"\n']
      const value = { file, text, digest: 'a'.repeat(64), inForce: 'last-good', problems: [] }
      const replies = { configuration: { ok: true, value } }
      const { page } = await pages.open('settings', { state: usualDesk(), width: 900, replies })
      await page.getByRole('status').getByText('colour').waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
    })

    test('all scripts are at most 250 KB, compressed', () => {
      expect(scriptBytes()).toBeLessThanOrEqual(250 * 1024)
    })
  },
)
