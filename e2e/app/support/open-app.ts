// The app in a window: Electron's where there is one, else the browser's with the pages of `vip ui`.
import type { Page } from 'playwright'
import { openBrowser } from './browser.ts'
import { electronBinary, openElectron } from './electron.ts'
import { VipUi } from './vip-ui.ts'

export interface AppWish {
  /** Of the helper that is this machine's for the app. */
  runDirectory: string
  /** Which lab it shows; it may be up already. */
  labName: string
  colorScheme?: 'light' | 'dark'
}

export interface OpenApp {
  readonly kind: 'electron' | 'browser'
  readonly page: Page
  /** What the browser complained of: scripts that failed, what its policy has refused. None is right. */
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
  const { colorScheme } = wish
  const ui = await VipUi.start(...wordsOf(wish))
  const browser = await openBrowser()
  const context = await browser.newContext({ colorScheme: colorScheme ?? 'light' })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(ui.link)
  await page.waitForURL(`${ui.origin}/`)
  const close = async () => {
    await browser.close()
    await ui.stop()
  }
  return { kind: 'browser', page, complaints, close }
}

async function openOnDesktop(binary: string, wish: AppWish): Promise<OpenApp> {
  const app = await openElectron(binary, wordsOf(wish))
  const page = await app.firstWindow()
  await page.emulateMedia({ colorScheme: wish.colorScheme ?? 'light' })
  return { kind: 'electron', page, complaints: complaintsOf(page), close: () => app.close() }
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const { url } = message.location()
    complaints.push(`${message.text()} (${url === '' ? page.url() : url})`)
  })
  return complaints
}
