// What a person has begun stays while other things come and go: a pasted fingerprint, a typed name, unsaved settings, a
// list's filter.
import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import type { CallOutput } from '../../dataplane/contract/calls.ts'
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import type { DeskState, PageName } from '../../main/bridge/desk-state.ts'
import {
  changedKeyDesk,
  questionsDesk,
  sampleQuestion,
  usualDesk,
} from '../../renderer/test/sample-desk.ts'
import type { ScriptedWindow } from '../../renderer/test/scripted-bridge.ts'
import { AppFrame } from '../pages/app-frame.ts'
import { TrustPrompt } from '../pages/trust-prompt.ts'
import { browserMissing } from './support/browser.ts'
import { actsOf, change } from './support/scripted-pages.ts'
import { scriptedWindows } from './support/scripted-windows.ts'
import { uiNotBuilt } from './support/vip-ui.ts'

const reason = browserMissing ?? uiNotBuilt
const file = '/etc/vip/vip.toml'
const written = 'name = "laptop.vipip.net"\n'

function fileWith(text: string, digit: string): { ok: true; value: CallOutput<'configuration'> } {
  const digest = digit.repeat(64)
  return { ok: true, value: { file, text, digest, inForce: 'file', problems: [] } }
}
const nothingWrong = { ok: true, value: { problems: [], afterRestart: [] } }

describe.runIf(reason === undefined)(
  `what was begun${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const pages = scriptedWindows()
    let page: Page
    let frame: AppFrame
    let prompt: TrustPrompt

    async function open(name: PageName, state: DeskState): Promise<void> {
      ;({ page } = await pages.open(name, { state }))
      frame = new AppFrame(page)
      prompt = new TrustPrompt(page)
    }

    async function askAlsoAbout(name: string): Promise<void> {
      const value: Change[] = [{ collection: 'questions', name, value: sampleQuestion(name, 500) }]
      await change(page, { part: 'facts-changed', value })
      // Also behind a dialog, which hides the rest of the page from roles.
      await page.getByText(', 2 keys to check').waitFor({ state: 'attached' })
    }
    /** What the desk answers from now on to these acts. */
    const answer = (replies: ScriptedWindow['replies']) =>
      page.evaluate((given) => {
        const { vipScript } = globalThis as unknown as { vipScript: ScriptedWindow }
        Object.assign(vipScript.replies, given)
      }, replies)

    test.each([
      ['in a card', 'status'],
      ['on the Trust page', 'trust'],
    ] as const)(
      'a pasted text stays %s when another key has to be checked',
      async (_where, name) => {
        await open(name, questionsDesk(1))
        const field = page.getByLabel('Expected fingerprint')
        await field.fill('SHA256:half')
        await askAlsoAbout('second.example')
        expect(await field.inputValue()).toBe('SHA256:half')
        expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
      },
    )

    test('a dialog that waits for a name stays, too', async () => {
      await open('status', changedKeyDesk())
      await prompt.button('Remove the old key …').click()
      const dialog = page.getByRole('dialog', { name: /^Remove the old key of/ })
      await dialog.getByRole('textbox').fill('nas')
      await askAlsoAbout('second.example')
      expect(await dialog.getByRole('textbox').inputValue()).toBe('nas')
    })

    test('what was put off on the Trust page does not come as a card elsewhere', async () => {
      await open('trust', questionsDesk(1))
      await page.getByRole('button', { name: 'Not now' }).click()
      await page.getByRole('heading', { level: 1, name: /Mobility/ }).waitFor()
      expect(await prompt.card.count()).toBe(0)
    })

    test('unsaved settings stay on another page, and replace no other text untold', async () => {
      await open('status', usualDesk())
      await answer({ configuration: fileWith(written, 'a'), configurationCheck: nothingWrong })
      await frame.goTo('Settings')
      const text = page.getByLabel('The file itself')
      await text.fill(`${written}# mine\n`)
      await frame.goTo('Status')
      await frame.goTo('Settings')
      await page.getByText('Not saved yet').waitFor()
      expect(await text.inputValue()).toBe(`${written}# mine\n`)
      const byOthers = `${written}# by others\n`
      await answer({
        configuration: fileWith(byOthers, 'b'),
        configure: { ok: false, fault: { code: 'configuration-changed', data: { file } } },
      })
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText(`Nothing was saved: ${file} has another text by now.`).waitFor()
      const asked = (await actsOf(page)).find(({ name }) => name === 'configure')
      expect(asked?.input).toEqual({ text: `${written}# mine\n`, over: 'a'.repeat(64) })
      await page.getByText('The file has another text since you began.').waitFor()
      expect(await text.inputValue()).toBe(`${written}# mine\n`)
      await page.getByRole('button', { name: 'Discard' }).click()
      expect(await text.inputValue()).toBe(byOthers)
    })

    test('a value that is typed anew keeps its place, and goes when its field is left empty', async () => {
      const long = `${written}\n[network]\nport = 1 # the router's\n`
      await open('status', usualDesk())
      await answer({ configuration: fileWith(long, 'a'), configurationCheck: nothingWrong })
      await frame.goTo('Settings')
      const port = page.getByLabel('UDP port')
      const text = page.getByLabel('The file itself')
      await port.fill('')
      await port.fill('4500')
      expect(await text.inputValue()).toBe(long.replace('= 1 ', '= 4500 '))
      await port.fill('')
      await port.press('Tab')
      await expect.poll(() => text.inputValue()).toBe(long.replace('port = 1 ', ''))
    })

    test('a filter stays when a host was opened; a link that is opened elsewhere leaves the page', async () => {
      await open('peers', usualDesk())
      const filter = page.getByRole('searchbox', { name: 'Filter by name or address' })
      await filter.fill('nas')
      await page.getByRole('row', { name: /nas\.vipip\.net/ }).click({ modifiers: ['Control'] })
      expect(await frame.heading.textContent()).toBe('Peers')
      await page.getByRole('row', { name: /nas\.vipip\.net/ }).click()
      await page.getByRole('heading', { level: 1, name: 'nas.vipip.net' }).waitFor()
      await page.goBack()
      await expect.poll(() => filter.inputValue()).toBe('nas')
    })

    test('an address that no link of ours has leads to the first page', async () => {
      await open('peers', usualDesk())
      await page.evaluate(() => (location.hash = '#/peers/%'))
      await expect.poll(() => frame.heading.textContent()).toMatch(/^Mobility/)
    })
  },
)
