// The lab page of the app, for specs.
import type { Locator, Page } from 'playwright'

type LanName = 'lan1' | 'lan2'

export class LabPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** The drawing; its name says where each host is. */
  get topology(): Locator {
    return this.page.getByRole('img', { name: /^a\.vipip\.net is / })
  }

  /** Where the drawing shows the hosts. @throws where it does not say */
  async places(): Promise<{ a: LanName; b: LanName }> {
    const drawn = await this.topology.getAttribute('aria-label')
    const [, a, b] = /^a\S* is on (lan[12]), b\S* is on (lan[12])/.exec(drawn ?? '') ?? []
    if (a === undefined || b === undefined) throw new Error(`Where are the hosts? ${drawn}`)
    return { a: a as LanName, b: b as LanName }
  }

  /** What the plot of the last seconds says of a direction. */
  live(direction: 'from a to b' | 'from b to a'): Locator {
    return this.page.getByRole('img', { name: new RegExp(`^Messages ${direction}, `) })
  }

  /** What the plot of the last move says of a direction, once the move is over. */
  lastMove(direction: 'from a to b' | 'from b to a'): Locator {
    const name = new RegExp(`^(Nothing came|No pause of 5 ms or more) ${direction}\\b`)
    return this.page.getByRole('img', { name })
  }

  /** Resolves when the drawing shows a host there. */
  async untilOn(host: 'a' | 'b', lan: LanName): Promise<void> {
    const where = new RegExp(`${host}\\.vipip\\.net is on ${lan}\\b`)
    await this.page.getByRole('img', { name: where }).waitFor()
  }

  /** Presses the button; the move is then begun. */
  async move(who: 'a' | 'b' | 'both'): Promise<void> {
    await this.page.getByRole('button', { name: `Move ${who}`, exact: true }).click()
  }

  async startStream(transport: 'UDP' | 'TCP'): Promise<void> {
    await this.page.getByRole('group', { name: 'Transport' }).getByText(transport).click()
    await this.page.getByRole('button', { name: 'Start', exact: true }).click()
    await this.page.getByText(`${transport} is running`).waitFor()
  }

  async stopStream(): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await this.page.getByRole('button', { name: 'Start', exact: true }).waitFor()
  }
}
