// The rules for single files hold in this checkout, and the checker sees violations that are planted.
import { describe, expect, it } from 'vitest'
import { fileViolations } from './file-rules.ts'
import { readSourceTree } from './source-tree.ts'

const root = decodeURIComponent(new URL('../..', import.meta.url).pathname)

// It parses every source, on a machine that others use.
it('this checkout keeps the rules for files', { timeout: 60_000 }, () => {
  expect(fileViolations(readSourceTree(root))).toEqual([])
})

describe('a planted violation', () => {
  it.each([
    ['a long file', 'dataplane/lib/a.ts', '\n'.repeat(401), '401 lines'],
    ['a long header', 'dataplane/tun-tap/core/a.h', '\n'.repeat(401), '401 lines'],
    ['an empty word in a name', 'dataplane/lib/dns-utils.ts', '', 'does not say its job'],
    ['a folder with an empty word', 'dataplane/helpers/a.ts', '', 'does not say its job'],
    ['a name in another case', 'dataplane/lib/fileLock.ts', '', 'kebab-case'],
    ['an I before a type', 'dataplane/lib/a.ts', 'export interface IClock {}', '"I"'],
    ['a barrel', 'dataplane/lib/a.ts', "export * from 'valibot'", 'only passes on'],
    ['ipcMain elsewhere', 'main/shell/tray.ts', 'ipcMain.on()', 'reserved'],
    ['N-API in the core', 'dataplane/tun-tap/core/a.cc', '#include <napi.h>', 'reserved'],
    ["a machine's path", 'README.md', 'see /home/somebody/vip', 'machine'],
    ['a registry', 'package-lock.json', '"resolved": "https://x.test/a.tgz"', 'registry'],
    ['a registry host', 'scripts/a.sh', 'curl registry.example.org/x', 'registry host'],
  ])('is seen: %s', (_what, path, text, words) => {
    const tree = new Map([[path, text]])
    expect(fileViolations(tree)).toEqual([expect.stringContaining(words)])
  })

  it.each([
    ['a file about the helper', 'bench/helper-usage.ts', ''],
    ['the router', 'main/bridge/router.ts', 'ipcMain.on()'],
    ['a component', 'renderer/views/Peers.tsx', ''],
    ['a file of 400 lines', 'dataplane/lib/a.ts', '\n'.repeat(400)],
    ['a declaration with an IP', 'dataplane/lib/a.ts', 'export type IPv4 = string'],
  ])('is not %s', (_what, path, text) => {
    expect(fileViolations(new Map([[path, text]]))).toEqual([])
  })
})
