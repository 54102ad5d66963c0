// Opens a link in the person's browser. Every user of the machine sees command lines, so the link must be good for this
// account alone; a private file instead would be out of reach for browsers that see folders of their own only.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Whether there is a screen to open one on, or a browser that needs none. */
export function canOpenBrowser(environment: NodeJS.ProcessEnv): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, BROWSER } = environment
  return [DISPLAY, WAYLAND_DISPLAY, BROWSER].some((value) => value !== undefined && value !== '')
}

/** @returns whether the program for it has worked */
export async function openBrowser(link: string, program = 'xdg-open'): Promise<boolean> {
  const child = spawn(program, [link], { stdio: 'ignore', detached: true })
  child.unref()
  try {
    const [status] = (await once(child, 'exit')) as [number | null]
    return status === 0
  } catch {
    // It is not installed.
    return false
  }
}
