// The lab page moves real hosts, and what the pages then say of it is what the helper wrote.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { HelperLab } from '../lab/helper-lab.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { newestReceipt } from '../lab/receipts.ts'
import { AppFrame } from '../pages/app-frame.ts'
import { HandoversPage } from '../pages/handovers-page.ts'
import { LabPage } from '../pages/lab-page.ts'
import { appMissing, openApp } from './support/open-app.ts'
import type { OpenApp } from './support/open-app.ts'

const reason = rootIsMissing ?? appMissing

const other = { lan1: 'lan2', lan2: 'lan1' } as const
const directions = ['from a to b', 'from b to a'] as const

describe.runIf(reason === undefined)(`the lab page${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab
  let app: OpenApp
  let frame: AppFrame
  let labPage: LabPage

  beforeAll(async () => {
    lab = await HelperLab.up('app-lab')
    app = await openApp({ runDirectory: lab.runDirectoryOf('b'), labName: lab.lab.directory.name })
    frame = new AppFrame(app.page)
    labPage = new LabPage(app.page)
    await frame.goTo('Lab')
    await labPage.topology.waitFor()
  })
  afterAll(async () => {
    await app?.close()
    await lab?.down()
  })

  /** The receipt of host a's move, with all that will be written into it. */
  async function wholeReceipt(): Promise<Handover> {
    let receipt = await newestReceipt(lab, 'a')
    const isWhole = async () => {
      receipt = await newestReceipt(lab, 'a')
      const { state, events, partners } = receipt
      // A partner's answer ends the move; the packets that tell the outage, and DNS, may be later.
      const isShown = events.some(({ what }) => what === 'dns-visible')
      return state === 'done' && isShown && partners.every(({ outageMs }) => outageMs !== null)
    }
    await expect.poll(isWhole, { timeout: 20_000 }).toBe(true)
    return receipt
  }

  test('shows a lab that was up before, and leaves it as it is', async () => {
    expect(await labPage.places()).toEqual({ a: 'lan1', b: 'lan2' })
    expect((await lab.lab.status()).state).toBe('up')
  })

  test.each([
    ['a', 'UDP'],
    ['both', 'TCP'],
  ] as const)(
    'a move of %s by its button while %s flows leads to a receipt, and the page shows its figure',
    async (who, transport) => {
      await frame.goTo('Lab')
      const before = await labPage.places()
      await labPage.startStream(transport)
      try {
        for (const direction of directions) {
          const drawn = () => labPage.live(direction).getAttribute('aria-label')
          await expect.poll(drawn, { timeout: 20_000 }).toMatch(/: [1-9]\d+ came,/)
        }
        await labPage.move(who)
        await labPage.untilOn('a', other[before.a])
        await labPage.untilOn('b', who === 'a' ? before.b : other[before.b])
        for (const direction of directions) {
          const seen = await labPage.lastMove(direction).getAttribute('aria-label')
          expect(seen).toMatch(
            /^(Nothing came .* for [\d.]+ (ms|s), and |No pause of 5 ms or more)/,
          )
        }
      } finally {
        await labPage.stopStream()
      }
      let receipt = await wholeReceipt()
      await frame.lookAt('Host a')
      const handovers = new HandoversPage(app.page)
      await handovers.open(receipt.id)
      // A line may still come, and it comes to the page a moment later.
      await vi.waitFor(
        async () => {
          receipt = await newestReceipt(lab, 'a')
          expect(await handovers.saveJson()).toEqual(receipt)
        },
        { timeout: 10_000 },
      )
      const outageMs = Math.max(...receipt.partners.map((each) => each.outageMs ?? Number.NaN))
      const outage = await handovers.outage()
      expect(await handovers.gaps()).toEqual([outage])
      const [figure = '', unit = ''] = outage.split(' ')
      const shownMs = Number(figure) * { µs: 0.001, ms: 1, s: 1000 }[unit]!
      // It is written with three digits.
      expect(Math.abs(shownMs - outageMs) / outageMs).toBeLessThan(0.01)
      expect(app.complaints).toEqual([])
    },
  )

  test('the lab stays when the app ends', async () => {
    await app.close()
    expect((await lab.lab.status()).state).toBe('up')
    expect(await lab.must('a', ['ping', '-c1', '-W2', 'b.vipip.net'])).toContain(' 0% packet loss')
  })
})
