// Stands in for Electron's files while an app is assembled: nothing in it runs. Of the program there is the part that
// electron-builder changes, its fuses (@electron/fuses).
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As they are in Electron 45: byte by byte, in the order of FuseV1Options. */
const fuses = '10110000'

/** @returns the folder, for electron-builder's `electronDist` */
export function writeStubElectron(folder: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  const wire = Buffer.concat([
    Buffer.from(`stub ${sentinel}`),
    Buffer.from([1, fuses.length]),
    Buffer.from(fuses),
  ])
  for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    writeFileSync(join(folder, name), name === 'electron' ? wire : 'stub')
    chmodSync(join(folder, name), 0o755)
  }
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version'])
    writeFileSync(join(folder, name), 'stub')
  return folder
}

/**
 * Stands in for fpm, which makes the Debian package: notes what it was told, and keeps the scripts that it was given.
 * @returns the folder to have first in PATH
 */
export function writeStubFpm(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const program = join(folder, 'fpm')
  writeFileSync(
    program,
    `#!/bin/sh
cd '${folder}' || exit 1
for word in "$@"; do
  printf '%s\\n' "$word"
  case "$before" in
  --after-install | --after-remove) cp "$word" ".$before" ;;
  --package) : >"$word" ;;
  esac
  case "$word" in *.desktop=*) cp "\${word%%=*}" entry.desktop ;; esac
  before=$word
done >words
`,
  )
  chmodSync(program, 0o755)
  return folder
}
