// What is the same on every page of the app, for specs: the pages, the switch, how it stands with the helper.
import type { Locator, Page } from 'playwright'

export const pageTitles = [
  ...['Status', 'Peers', 'Addresses', 'Partners', 'Handovers', 'Trust', 'Lab', 'Settings'],
  // Until it was gone through.
  'Set up',
] as const

export class AppFrame {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** The pages' links. */
  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: 'Pages' })
  }

  /** The page's own heading. */
  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }

  /** How it stands with the helper, in words; leads to Status. */
  get helperLine(): Locator {
    return this.page.getByRole('banner').getByRole('link', { name: /^Helper/ })
  }

  /** Resolves when that page is shown. */
  async goTo(title: (typeof pageTitles)[number]): Promise<void> {
    const link = this.navigation.getByRole('link', { name: title })
    await link.click()
    await link.and(this.page.locator('[aria-current="page"]')).waitFor()
  }

  /** Whose helper the pages show. */
  async lookAt(whose: 'Here' | 'Host a' | 'Host b'): Promise<void> {
    await this.page.getByRole('group', { name: 'Looking at' }).getByText(whose).click()
  }
}
