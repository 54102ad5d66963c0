// Whether this desktop shows tray icons: somebody must watch for them on the session bus (StatusNotifierItem). Stock GNOME
// has nobody, and the window does it all there.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { passed } from '../../dataplane/lib/clock.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'

/** For a minute. */
const askAgainMs = 2000
const askedAgain = 30

const watcher = 'org.kde.StatusNotifierWatcher'
const question = [
  ...['call', '--session', '--timeout', '2', '--dest', 'org.freedesktop.DBus'],
  ...['--object-path', '/org/freedesktop/DBus', '--method', 'org.freedesktop.DBus.NameHasOwner'],
  watcher,
]

/** Without gdbus nobody can tell, and an icon that nobody shows does no harm. */
export async function hasTrayHost(
  run: (argv: readonly string[]) => Promise<string> = runForOutput,
) {
  try {
    return !(await run(['gdbus', ...question])).includes('false')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** A desktop that starts the app at login may show its panel later. @returns whether somebody came to watch */
export async function untilTrayHost(
  clock: Clock,
  has: () => Promise<boolean> = hasTrayHost,
): Promise<boolean> {
  for (let asked = 0; asked < askedAgain; asked += 1) {
    await passed(clock, askAgainMs)
    if (await has()) return true
  }
  return false
}

const execute = promisify(execFile)

async function runForOutput([program = '', ...words]: readonly string[]): Promise<string> {
  return (await execute(program, words, { timeout: 3000 })).stdout
}
