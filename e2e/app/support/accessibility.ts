// What axe has against a page.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

/** One sentence each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${String(target)}: ${failureSummary}`),
  )
}
