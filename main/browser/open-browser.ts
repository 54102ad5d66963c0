// Opens the link in the person's browser. Command lines are seen by every user of the machine and the link opens the pages for
// whoever is first, so the browser is given a private file that leads there.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserText } from './text.ts'

/** Whether there is a screen to open one on, or a browser that needs none. */
export function canOpenBrowser(environment: NodeJS.ProcessEnv): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER } = environment
  return [DISPLAY, WAYLAND_DISPLAY, BROWSER].some((value) => value !== undefined && value !== '')
}

export class BrowserOpener {
  readonly #program: string
  #folder: string | undefined

  constructor(program = 'xdg-open') {
    this.#program = program
  }

  /** @returns whether the program for it has worked */
  async open(link: string): Promise<boolean> {
    this.removeFile()
    this.#folder = mkdtempSync(join(tmpdir(), 'vip-ui-'))
    const file = join(this.#folder, 'vip.html')
    writeFileSync(file, browserText.welcomePage(link), { mode: 0o600 })
    const child = spawn(this.#program, [file], { stdio: 'ignore', detached: true })
    child.unref()
    try {
      const [status] = (await once(child, 'exit')) as [number | null]
      return status === 0
    } catch {
      // It is not installed.
      return false
    }
  }

  /** Once the link was used, or the program ends. May be called again. */
  removeFile(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }
}
