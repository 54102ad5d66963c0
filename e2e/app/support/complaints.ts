// What a window's browser complains of: scripts that failed, what its policy has refused. None of it is right.
import type { Page } from 'playwright'

/** @returns grows as the browser complains */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const { url } = message.location()
    complaints.push(`${message.text()} (${url === '' ? page.url() : url})`)
  })
  return complaints
}
