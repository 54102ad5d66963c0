// Whether the app starts when the person logs in: one file in their autostart folder (Desktop Application Autostart
// Specification).
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '../../dataplane/lib/atomic-file.ts'
import { shellText } from './text.ts'

const fileName = 'vip.desktop'

/**
 * @param folder `autostart` in the configuration folder of the person
 * @param command of this app, hidden at first
 * @throws the file system's error
 */
export function setLoginItem(folder: string, command: readonly string[], isWanted: boolean): void {
  const path = join(folder, fileName)
  if (!isWanted) {
    rmSync(path, { force: true })
    return
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileAtomically(path, loginEntry(command), 0o644)
}

export function loginEntry([program = '', ...words]: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${shellText.appName}`,
    `Comment=${shellText.loginComment}`,
    // An app that is gone is not started.
    `TryExec=${program.replaceAll('\\', '\\\\')}`,
    `Exec=${[program, ...words].map(quoted).join(' ')}`,
    'Icon=vip-desktop',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * Desktop Entry Specification, "The Exec key": in quotes, four characters behind a backslash, which as a string's value has
 * each backslash twice; and `%` begins a field code.
 */
function quoted(word: string): string {
  const inQuotes = word.replace(/["`$\\]/g, '\\$&').replaceAll('\\', '\\\\')
  return `"${inQuotes.replaceAll('%', '%%')}"`
}
