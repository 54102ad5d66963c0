// The built pages as `vip ui` serves them, with its headers, over a desk that plays a script: for states that real helpers do
// not come into at will.
import { gzipSync } from 'node:zlib'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Cookie, Page } from 'playwright'
import type { DeskChange, DeskState, PageName } from '../../../main/bridge/desk-state.ts'
import { installScriptedBridge } from '../../../renderer/test/scripted-bridge.ts'
import type { ScriptedWindow } from '../../../renderer/test/scripted-bridge.ts'
import { openBrowser } from './browser.ts'
import { complaintsOf } from './complaints.ts'
import { VipUi } from './vip-ui.ts'

export interface ScriptedWish {
  state: DeskState
  theme?: 'light' | 'dark'
  width?: number
  replies?: ScriptedWindow['replies']
}

export class ScriptedPages {
  readonly #ui: VipUi
  readonly #browser: Browser
  readonly #folder: string
  readonly #cookies: Cookie[]

  static async start(): Promise<ScriptedPages> {
    const folder = mkdtempSync(join(tmpdir(), 'vip-pages-spec-'))
    const ui = await VipUi.start('--run-dir', folder)
    const browser = await openBrowser()
    // The link is used once; later windows come with its session.
    const page = await browser.newPage()
    await page.goto(ui.link)
    await page.waitForURL(`${ui.origin}/`)
    const cookies = await page.context().cookies()
    await page.close()
    return new ScriptedPages(ui, browser, folder, cookies)
  }

  private constructor(ui: VipUi, browser: Browser, folder: string, cookies: Cookie[]) {
    this.#ui = ui
    this.#browser = browser
    this.#folder = folder
    this.#cookies = cookies
  }

  /** @returns a window at that page, and what its browser complains of */
  async open(
    place: PageName | `handovers/${number}`,
    { state, theme = 'light', width = 1400, replies = {} }: ScriptedWish,
  ): Promise<{ page: Page; complaints: readonly string[] }> {
    const context = await this.#browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    })
    await context.addCookies(this.#cookies)
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    await page.addInitScript(installScriptedBridge, { state, replies })
    await page.goto(`${this.#ui.origin}/#/${place}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return { page, complaints }
  }

  async stop(): Promise<void> {
    await this.#browser.close()
    await this.#ui.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Tells the page of it, as the desk would. */
export async function change(page: Page, ...changes: DeskChange[]): Promise<void> {
  await page.evaluate(
    (sent) =>
      (globalThis as unknown as { vipScript: ScriptedWindow }).vipScript.send({
        kind: 'changes',
        changes: sent,
      }),
    changes,
  )
}

/** What the page has asked of the desk so far. */
export async function actsOf(page: Page): Promise<ScriptedWindow['acts']> {
  return page.evaluate(
    () => (globalThis as unknown as { vipScript: ScriptedWindow }).vipScript.acts,
  )
}

/** Of all scripts together, compressed as a server would. */
export function scriptBytes(): number {
  const folder = join(import.meta.dirname, '../../../out/renderer/assets')
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0)
}
