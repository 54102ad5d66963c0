// The lab page and the page of receipts over a desk that plays a script: what real hosts do not do at will.
import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import type { EmulatedLinkStatus, LabHostStatus } from '../../dataplane/contract/lab-status.ts'
import type { DeskState, LabState } from '../../main/bridge/desk-state.ts'
import { usualDesk } from '../../renderer/test/sample-desk.ts'
import {
  sampleLab,
  sampleLabHost,
  sampleLabStatus,
  sampleLink,
  sampleStream,
} from '../../renderer/test/sample-lab.ts'
import { easyMove, moveOfBoth, runningMove } from '../../renderer/test/sample-receipts.ts'
import { browserMissing } from './support/browser.ts'
import { actsOf, change } from './support/scripted-pages.ts'
import { scriptedWindows } from './support/scripted-windows.ts'
import { uiNotBuilt } from './support/vip-ui.ts'

const reason = browserMissing ?? uiNotBuilt

describe.runIf(reason === undefined)(`live pages${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const pages = scriptedWindows()
  let page: Page

  const newestLink = async () =>
    (await actsOf(page)).findLast(({ name }) => name === 'labLink')?.input
  const labWith = (...links: EmulatedLinkStatus[]): DeskState => ({
    ...usualDesk(),
    lab: sampleLab({ status: sampleLabStatus({ links }) }),
  })
  const tellLab = (others: Partial<LabState> = {}) =>
    change(page, { part: 'lab', value: sampleLab(others) })

  describe('links', () => {
    const perfect = { host: 'a', lan: 'lan1', settings: null }

    test.each<[string, EmulatedLinkStatus]>([
      ['whose emulator has ended', { host: 'a', lan: 'lan1', state: 'failed', reason: 'killed' }],
      ['that is only slow', sampleLink('a', 'lan1', { rateBitPerSecond: 64_000 })],
    ])('one %s becomes perfect by its button', async (_, link) => {
      ;({ page } = await pages.open('lab', { state: labWith(link) }))
      await page.getByRole('button', { name: 'Perfect link' }).click()
      await expect.poll(newestLink).toEqual(perfect)
    })

    test('what the hand rests at last is told, though the lab seems to have it', async () => {
      ;({ page } = await pages.open('lab', {
        state: labWith(sampleLink('a', 'lan1', { delayMs: 20 })),
      }))
      const slider = page.getByLabel('Delay each way of a’s link')
      await slider.fill('40')
      await expect.poll(newestLink).toMatchObject({ settings: { delayMs: 40 } })
      await slider.fill('20')
      await expect.poll(newestLink).toMatchObject({ settings: { delayMs: 20 } })
    })
  })

  describe('messages', () => {
    const silence = { fromMs: 1000, toMs: 60_000 }
    const tell = (fromMs: number, toMs: number) =>
      change(page, {
        part: 'stream-points',
        value: sampleStream({ fromMs, toMs, pause: silence, lost: toMs }),
      })
    const plot = (name: RegExp) => page.getByRole('img', { name })

    test('that come no more are no stream without a pause', async () => {
      ;({ page } = await pages.open('lab', { state: labWith() }))
      await tell(0, 3000)
      const said = () => plot(/^Messages from a to b/).getAttribute('aria-label')
      await expect.poll(said, { timeout: 10_000 }).toMatch(/nothing has come for [12]\.\d+ s\.$/)
    })

    test('are judged only when the move is over, and then once', async () => {
      ;({ page } = await pages.open('lab', { state: labWith() }))
      await tell(0, 900)
      await tellLab({ moving: ['a'] })
      await tell(900, 1500)
      await plot(/^A move goes on/)
        .first()
        .waitFor()
      const spoken = page.getByRole('status').filter({ hasText: 'from a to b' })
      expect(await spoken.count()).toBe(0)
      await tellLab()
      await tell(1500, 12_000)
      await spoken.getByText(/Nothing has come from a to b for 1\d\.\d s\./).waitFor()
    })
  })

  test('hosts that have not met have no tunnel, and the drawing says so', async () => {
    const alone = ({ tunnel, ...host }: LabHostStatus): LabHostStatus => ({
      ...host,
      tunnel: tunnel.state === 'running' ? { ...tunnel, peers: [] } : tunnel,
    })
    const hosts = [alone(sampleLabHost('a', 'lan1')), alone(sampleLabHost('b', 'lan2'))]
    const status = sampleLabStatus({ hosts })
    ;({ page } = await pages.open('lab', { state: { ...usualDesk(), lab: sampleLab({ status }) } }))
    const drawing = page.getByRole('img', { name: /^a\.vipip\.net is on lan1/ })
    expect(await drawing.getAttribute('aria-label')).toMatch(/Between them: no tunnel yet\.$/)
  })

  test('figure 4 leads to the hosts whose receipts it is drawn from', async () => {
    ;({ page } = await pages.open('lab', { state: labWith() }))
    const figure = page.getByRole('region', { name: /^Outage against distance/ })
    await figure.getByRole('button', { name: 'Look at host b' }).click()
    await expect
      .poll(async () => (await actsOf(page)).find(({ name }) => name === 'look')?.input)
      .toEqual({ at: 'b' })
  })

  test('a VIP that a name had before stands below the one that it has', async () => {
    ;({ page } = await pages.open('addresses', { state: usualDesk() }))
    const rows = page.getByRole('row', { name: /nas\.vipip\.net/ })
    await expect.poll(() => rows.count()).toBe(2)
    const said = await rows.allInnerTexts()
    expect(said[0]).toMatch(/240\.0\.0\.2\b[^]*Active/)
    expect(said[1]).toMatch(/240\.77\.3\.9\b[^]*Invalid/)
  })

  test('a host that is merely known has no figures, and its page says why', async () => {
    ;({ page } = await pages.open('peers', { state: usualDesk() }))
    const row = page.getByRole('row', { name: /attic\.example\.net/ })
    expect((await row.innerText()).split('\n').filter((cell) => cell !== '')).toEqual([
      ...['attic.example.net', 'Quiet', '–', 'never', '–', '0 B', 'Trusted on first use'],
    ])
    await row.click()
    await page.getByText('Known, but not connected').waitFor()
    for (const words of ['None is agreed.', 'None is in use.'])
      await page.getByText(words).waitFor()
  })

  test('a partner that was sent to, and never heard, has no lease', async () => {
    ;({ page } = await pages.open('partners', { state: usualDesk() }))
    const row = page.getByRole('row', { name: /phone\.duckdns\.org/ })
    await row.getByText('1:').waitFor()
    const { facts } = usualDesk()
    const unheard = facts.flatMap((fact): Change[] => {
      if (fact.collection === 'peers' && fact.value?.name === 'phone.duckdns.org')
        return [{ ...fact, value: { ...fact.value, lastProofMs: null, leaseMs: null } }]
      if (fact.collection === 'partners' && fact.value?.name === 'phone.duckdns.org')
        return [{ ...fact, value: { ...fact.value, leaseMs: null } }]
      return []
    })
    await change(page, { part: 'facts-changed', value: unheard })
    const lease = row.getByRole('gridcell').last()
    await expect.poll(() => lease.innerText()).toBe('none yet')
    expect(await lease.evaluate((cell) => cell.scrollWidth <= cell.clientWidth)).toBe(true)
  })

  describe('receipts', () => {
    test('one that is not here any more leaves the list within reach of Tab', async () => {
      const state = { ...usualDesk(), handovers: [easyMove(), moveOfBoth()] }
      ;({ page } = await pages.open('handovers/4711', { state }))
      const links = page.getByRole('list', { name: 'Moves, newest first' }).getByRole('link')
      expect(await links.evaluateAll((all) => all.map((each) => each.tabIndex))).toEqual([0, -1])
    })

    test('one that is written grows: the edge of now walks on, and goes with the move', async () => {
      const receipt = runningMove({ startedAt: Date.now() - 700 })
      ;({ page } = await pages.open('handovers', {
        state: { ...usualDesk(), handovers: [receipt] },
      }))
      const timeline = page.getByRole('region', { name: 'Timeline' })
      const now = timeline.getByText('now', { exact: true })
      const place = async () => (await now.boundingBox())?.x ?? Number.NaN
      const before = await place()
      await expect.poll(place, { timeout: 10_000 }).toBeGreaterThan(before)
      const events = timeline.locator('[data-event]')
      const count = await events.count()
      const late = receipt.partners[1]!
      late.events.push({ at: 900, what: 'first-packet-in', detail: '198.51.100.80:10567' })
      late.outageMs = 900
      await change(page, { part: 'handover', value: receipt })
      await expect.poll(() => events.count()).toBe(count + 1)
      await change(page, { part: 'handover', value: { ...receipt, state: 'done' } })
      await now.waitFor({ state: 'detached' })
      await page.getByRole('article').getByText('900 ms', { exact: true }).first().waitFor()
    })

    test.each([
      ['with nobody to tell', [], 'no partner'],
      [
        'that nobody has answered',
        easyMove().partners.map((each) => ({ ...each, outageMs: null })),
        'not heard',
      ],
    ])('the lab page shows no figure of one %s', async (_, partners, word) => {
      const viewpoint = { kind: 'lab', host: 'a', runDirectory: '/run/vip' } as const
      const state = { ...labWith(), viewpoint, handovers: [easyMove({ partners })] }
      ;({ page } = await pages.open('lab', { state }))
      const receipt = page.getByRole('heading', { name: 'The receipt' }).locator('..')
      await receipt.getByText(word, { exact: true }).waitFor()
      expect(await receipt.innerText()).not.toContain('0 ms')
    })
  })
})
