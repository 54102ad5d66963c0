// Windows over a desk that plays a script, for the tests of one block: what serves them starts once, and each window is closed
// after its test.
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { ScriptedPages } from './scripted-pages.ts'

/** Called in a `describe`. */
export function scriptedWindows(): Pick<ScriptedPages, 'open'> {
  let pages: ScriptedPages
  const opened: Page[] = []
  beforeAll(async () => {
    pages = await ScriptedPages.start()
  })
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close()
  })
  afterAll(async () => {
    await pages?.stop()
  })
  return {
    open: async (...wish) => {
      const window = await pages.open(...wish)
      opened.push(window.page)
      return window
    },
  }
}
