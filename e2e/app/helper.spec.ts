// The app before a real helper: what it shows, also when the helper is killed and when it is back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HelperLab } from '../lab/helper-lab.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { AppFrame } from '../pages/app-frame.ts'
import { appMissing, openApp } from './support/open-app.ts'
import type { OpenApp } from './support/open-app.ts'

const reason = rootIsMissing ?? appMissing

/** Patience for what a real helper does; each is awaited by its sign in the page. */
const soon = { timeout: 20_000 }

describe.runIf(reason === undefined)(`the app${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab
  let app: OpenApp
  let frame: AppFrame

  beforeAll(async () => {
    lab = await HelperLab.up('app-helper')
    app = await openApp({ runDirectory: lab.runDirectoryOf('a'), labName: lab.lab.directory.name })
    frame = new AppFrame(app.page)
  })
  afterAll(async () => {
    await app?.close()
    await lab?.down()
  })

  test('shows what the helper says, and the browser complains of nothing', async () => {
    const { page } = app
    await frame.goTo('Status')
    await frame.helperLine.getByText('Helper running').waitFor(soon)
    const { name, fingerprint } = await lab.statusOf('a')
    expect(await page.getByRole('main').innerText()).toContain(name)
    // In groups of some letters, which are no part of it.
    const shown = (await page.getByRole('main').textContent()) ?? ''
    expect(shown.replaceAll(/\s/g, '')).toContain(fingerprint)
    await frame.goTo('Peers')
    await page.getByRole('main').getByText('b.vipip.net').first().waitFor(soon)
    expect(app.complaints).toEqual([])
  })

  test('says that the helper was killed, and goes on when it is back', async () => {
    await frame.goTo('Status')
    await lab.killHelper('a')
    await frame.helperLine.getByText(/Helper (lost|not running)/).waitFor(soon)
    await lab.startHelper('a')
    await frame.helperLine.getByText('Helper running').waitFor(soon)
    await frame.goTo('Peers')
    await app.page.getByRole('main').getByText('b.vipip.net').first().waitFor(soon)
    expect(app.complaints).toEqual([])
  })
})
