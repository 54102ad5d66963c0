// The card about keys that wait, as a person meets it on any page, for specs.
import type { Locator, Page } from 'playwright'

export class TrustPrompt {
  readonly card: Locator

  constructor(page: Page) {
    this.card = page.getByRole('dialog', { name: 'Keys to check' })
  }

  button(
    name: 'Not now' | 'Reject' | 'Trust' | 'Trust as verified' | 'Remove the old key …',
  ): Locator {
    return this.card.getByRole('button', { name, exact: true })
  }

  get expectedFingerprint(): Locator {
    return this.card.getByLabel('Expected fingerprint')
  }
}
