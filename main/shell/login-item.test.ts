import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import { loginEntry, setLoginItem } from './login-item.ts'

it('is one file, there or not', () => {
  const folder = join(temporaryFolder(), 'autostart')
  const path = join(folder, 'vip.desktop')
  setLoginItem(folder, ['/usr/bin/vip-desktop', '--hidden'], false)
  expect(existsSync(path)).toBe(false)
  setLoginItem(folder, ['/usr/bin/vip-desktop', '--hidden'], true)
  setLoginItem(folder, ['/usr/bin/vip-desktop', '--hidden'], true)
  expect(readFileSync(path, 'utf8')).toContain('\nExec="/usr/bin/vip-desktop" "--hidden"\n')
  expect(readFileSync(path, 'utf8')).toContain('\nTryExec=/usr/bin/vip-desktop\n')
  setLoginItem(folder, [], false)
  expect(existsSync(path)).toBe(false)
})

it('keeps any path one word (Desktop Entry Specification)', () => {
  const entry = loginEntry(['/a b/100%/$x`"\\'])
  expect(entry).toContain('TryExec=/a b/100%/$x`"\\\\\n')
  expect(entry).toContain('\nExec="/a b/100%%/\\\\$x\\\\`\\\\"\\\\\\\\"\n')
})
