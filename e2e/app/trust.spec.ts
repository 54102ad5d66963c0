// First contact and changed keys in the app, with real helpers: host a calls, and the person at b is asked.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Peer } from '../../dataplane/contract/model.ts'
import { helperPaths } from '../../dataplane/lab/helper.ts'
import { HelperLab } from '../lab/helper-lab.ts'
import { vipCommand } from '../lab/lab-cli.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { AppFrame } from '../pages/app-frame.ts'
import { TrustPrompt } from '../pages/trust-prompt.ts'
import { appMissing, openApp } from './support/open-app.ts'
import type { OpenApp } from './support/open-app.ts'

const reason = rootIsMissing ?? appMissing
const caller = 'a.vipip.net'

describe.runIf(reason === undefined)(
  `keys in the app${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let lab: HelperLab
    let app: OpenApp
    let frame: AppFrame
    let prompt: TrustPrompt

    beforeAll(async () => {
      lab = await HelperLab.up('app-trust')
      const { configuration } = helperPaths(lab.lab.directory, 'b')
      writeFileSync(
        configuration,
        readFileSync(configuration, 'utf8').replace('"accept-new"', '"ask"'),
      )
      await vi.waitUntil(async () => (await lab.statusOf('b')).trustPolicy === 'ask')
    })
    afterAll(async () => {
      await lab?.down()
    })
    beforeEach(async () => {
      // Both are strangers to each other again.
      await forget('b', caller)
      await forget('a', 'b.vipip.net')
      app = await openApp({
        runDirectory: lab.runDirectoryOf('b'),
        labName: lab.lab.directory.name,
      })
      frame = new AppFrame(app.page)
      prompt = new TrustPrompt(app.page)
      await frame.goTo('Status')
      await frame.page.getByText('b.vipip.net').first().waitFor()
    })
    afterEach(async () => {
      const complaints = app?.complaints ?? []
      await app?.close()
      if (complaints.length > 0) throw new Error(`the browser complains: ${complaints.join('; ')}`)
    })

    const commandOf = (host: 'a' | 'b', words: readonly string[]) =>
      vipCommand(...words, '--run-dir', lab.runDirectoryOf(host))
    /** @returns what it prints */
    const vip = (host: 'a' | 'b', ...words: string[]) => lab.must(host, commandOf(host, words))
    /** Fails where the other is not known, which is as good. */
    const forget = (host: 'a' | 'b', name: string) =>
      lab.run(host, commandOf(host, ['trust', 'forget', name]))
    const call = () => lab.run('a', ['timeout', '12', 'getent', 'ahostsv4', 'b.vipip.net'])
    const fetching = (name: string) => ['curl', '-sSf', '--max-time', '5', `http://${name}/`]
    const fingerprintOf = async (host: 'a' | 'b') => (await lab.statusOf(host)).fingerprint
    const addressesOf = (printed: string) =>
      printed.split('\n').flatMap((line) => line.split(' ')[0] || [])

    const trustListedAtB = () => vip('b', 'trust', 'list')

    test('a first contact is approved: the caller is answered with a VIP', async () => {
      const calling = call()
      await prompt.card.waitFor()
      expect(await prompt.card.textContent()).toContain(`Is this really ${caller}?`)
      expect(await prompt.button('Not now').evaluate((it) => it === document.activeElement)).toBe(
        true,
      )
      // Drawn in groups; what is selected is whole.
      const shown = (await prompt.card.textContent())?.replaceAll(/\s/g, '')
      expect(shown).toContain((await fingerprintOf('a')).replace('SHA256:', ''))
      await prompt.button('Trust').click()
      await prompt.card.waitFor({ state: 'detached' })
      expect(addressesOf((await calling).stdout)[0]).toMatch(/^2[45]\d\./)
      expect(await trustListedAtB()).toContain(caller)
      await frame.goTo('Peers')
      await frame.page.getByText('trusted on first use').first().waitFor()
    })

    test('a pasted fingerprint that is the same makes the key verified; another one leaves no way to trust', async () => {
      void call()
      await prompt.card.waitFor()
      await prompt.expectedFingerprint.fill(await fingerprintOf('b'))
      await prompt.card.getByText('This is not the key you expect').waitFor()
      expect(await prompt.button('Trust').count()).toBe(0)
      await prompt.expectedFingerprint.fill(await fingerprintOf('a'))
      await prompt.button('Trust as verified').click()
      await prompt.card.waitFor({ state: 'detached' })
      await frame.goTo('Peers')
      await frame.page.getByText('verified').first().waitFor()
    })

    test('a first contact is rejected: the caller gets nothing, and the key is remembered', async () => {
      const calling = call()
      await prompt.card.waitFor()
      await prompt.button('Reject').click()
      await prompt.card.waitFor({ state: 'detached' })
      await calling
      expect(await trustListedAtB()).toMatch(/REJECTED/)
      // What it gets then is its own matter: b agrees to no VIP.
      expect(await vip('b', 'peers', '--json')).not.toMatch(/"vip":"2[45]\d\./)
    })

    test('a question that is put off stays open on the Trust page', async () => {
      void call()
      await prompt.card.waitFor()
      await frame.page.keyboard.press('Escape')
      await prompt.card.waitFor({ state: 'detached' })
      await frame.goTo('Trust')
      await frame.page.getByText(`Is this really ${caller}?`).waitFor()
      expect(await trustListedAtB()).toContain(caller)
    })

    test('a key that waits is shown as long as its question is open, though nobody waits for the answer any more', async () => {
      await call()
      // Longer than a program, or its negotiation, waits for a person.
      await delay(10_000)
      const peers = JSON.parse(await vip('b', 'peers', '--json')) as Peer[]
      expect(peers).toMatchObject([
        { name: caller, vip: null, state: 'pending', trust: { state: 'pending' } },
      ])
      await prompt.card.waitFor()
    })

    /** @returns the fingerprint of the key before */
    const giveAnotherKeyToA = async () => {
      const old = await fingerprintOf('a')
      await lab.killHelper('a')
      for (const folder of [lab.stateDirectoryOf('a'), lab.runDirectoryOf('a')]) {
        rmSync(folder, { recursive: true })
      }
      await lab.startHelper('a')
      expect(await fingerprintOf('a')).not.toBe(old)
      return old
    }

    test('a changed key is a card on the Trust page, too, where no VIP is agreed any more', async () => {
      const calling = call()
      await prompt.card.waitFor()
      await prompt.button('Trust').click()
      await calling
      // As after a reboot of this computer.
      await lab.killHelper('b')
      rmSync(join(lab.runDirectoryOf('b'), 'mappings.json'))
      await lab.startHelper('b')
      const old = await giveAnotherKeyToA()
      await frame.goTo('Trust')
      await lab.run('b', ['timeout', '12', 'getent', 'ahostsv4', caller])
      const main = frame.page.getByRole('main')
      await main.getByText(`${caller} has another key`).waitFor()
      const shown = (await main.textContent())?.replaceAll(/\s/g, '')
      for (const key of [old, await fingerprintOf('a')]) {
        expect(shown).toContain(key.replace('SHA256:', ''))
      }
      await frame.goTo('Peers')
      await frame.page.getByRole('row', { name: caller }).getByText('Key changed').waitFor()
    })

    test('a changed key is refused loudly, and can be trusted only after the old one was removed by name', async () => {
      const calling = call()
      await prompt.card.waitFor()
      await prompt.button('Trust').click()
      await calling
      const old = await giveAnotherKeyToA()
      // Packets for the host that was there tell that it is no more; what answers now is refused.
      await lab.run('b', fetching(caller))
      await prompt.card.getByText(`${caller} has another key`).waitFor()
      expect(await prompt.button('Trust').count()).toBe(0)
      await prompt.button('Remove the old key …').click()
      const dialog = frame.page.getByRole('dialog', { name: `Remove the old key of ${caller}?` })
      const remove = dialog.getByRole('button', { name: 'Remove the old key' })
      expect(await remove.isDisabled()).toBe(true)
      await dialog.getByRole('textbox').fill(caller)
      await remove.click()
      await dialog.waitFor({ state: 'detached' })
      expect(await trustListedAtB()).not.toContain(old)
    })
  },
)
