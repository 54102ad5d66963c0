// The machine's own Chromium, driven by Playwright.
import { chromium } from 'playwright'
import type { Browser } from 'playwright'
import { installedProgram } from '../../../dataplane/lab/installed-program.ts'

const program = installedProgram('chromium')

/** For `describe.runIf`: what is missing, or undefined. */
export const browserMissing = program === undefined ? 'not installed: chromium' : undefined

/** Tests of the lab run as root, whom Chromium's own sandbox does not take. */
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: program!, args })
}
