// The app in a window: Electron's where there is one, else the browser's with the pages of `vip ui`.
import type { Page } from 'playwright'
import { browserMissing, openBrowser } from './browser.ts'
import { complaintsOf } from './complaints.ts'
import { electronBinary, openElectron } from './electron.ts'
import { VipUi, uiNotBuilt } from './vip-ui.ts'

/** For `describe.runIf`: what is missing, or undefined. */
export const appMissing =
  uiNotBuilt ?? (electronBinary() === undefined ? browserMissing : undefined)

export interface AppWish {
  /** Of the helper that is this machine's for the app. */
  runDirectory: string
  /** Which lab it shows; it may be up already. */
  labName: string
}

export interface OpenApp {
  readonly page: Page
  /** Of its browser. */
  readonly complaints: readonly string[]
  /** Idempotent. */
  close(): Promise<void>
}

export async function openApp(wish: AppWish): Promise<OpenApp> {
  const binary = electronBinary()
  return binary === undefined ? openInBrowser(wish) : openOnDesktop(binary, wish)
}

/** Alike for both. */
function wordsOf({ runDirectory, labName }: AppWish): string[] {
  return ['--run-dir', runDirectory, '--lab-name', labName]
}

async function openInBrowser(wish: AppWish): Promise<OpenApp> {
  const ui = await VipUi.start(...wordsOf(wish))
  const browser = await openBrowser()
  // Of its own context, in which axe may open another page.
  const context = await browser.newContext({ colorScheme: 'light' })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(ui.link)
  await page.waitForURL(`${ui.origin}/`)
  const close = async () => {
    await browser.close()
    await ui.stop()
  }
  return { page, complaints, close }
}

async function openOnDesktop(binary: string, wish: AppWish): Promise<OpenApp> {
  const app = await openElectron(binary, wordsOf(wish))
  const page = await app.firstWindow()
  await page.emulateMedia({ colorScheme: 'light' })
  return { page, complaints: complaintsOf(page), close: () => app.close() }
}
