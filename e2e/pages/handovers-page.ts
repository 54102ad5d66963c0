// The page of receipts, for specs.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'

export class HandoversPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Opens a receipt by its number. */
  async open(id: number): Promise<void> {
    await this.page.evaluate((hash) => (location.hash = hash), `#/handovers/${id}`)
    await this.page.getByRole('article').getByText(`Move ${id}`, { exact: true }).waitFor()
  }

  /** The figure of the receipt that is shown, as it is written there. */
  async outage(): Promise<string> {
    const figure = this.page
      .getByRole('article')
      .locator('header p', { hasText: /^[\d.]+ (µs|ms|s)$/ })
    return figure.innerText()
  }

  /** The figures that are drawn in the gaps of the timeline. */
  async gaps(): Promise<string[]> {
    const drawn = this.page.locator('[data-lane] svg text', { hasText: /^[\d.]+ (µs|ms|s)$/ })
    return drawn.allTextContents()
  }

  /** What its button saves. */
  async saveJson(): Promise<unknown> {
    const saved = this.page.waitForEvent('download')
    await this.page.getByRole('button', { name: /^Save this receipt as JSON/ }).click()
    return JSON.parse(await readFile(await (await saved).path(), 'utf8'))
  }
}
