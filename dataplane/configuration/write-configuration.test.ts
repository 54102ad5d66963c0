// Written as a user who is not in the file's group, which takes root to try.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const uid = 65_534
const module = new URL('./write-configuration.ts', import.meta.url).href

/** A file of that user and of this group, written by that user alone. */
function written(owner: number, gid: number, mode: number) {
  const folder = mkdtempSync(join(tmpdir(), 'vip-written-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  chownSync(folder, uid, uid)
  const path = join(folder, 'vip.toml')
  writeFileSync(path, 'before')
  chownSync(path, owner, gid)
  chmodSync(path, mode)
  const program = `
    process.setgroups([]); process.setgid(${uid}); process.setuid(${uid})
    writeConfiguration(${JSON.stringify(path)}, 'after')`
  const source = `import { writeConfiguration } from ${JSON.stringify(module)}\n${program}`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  })
  return { stats: statSync(path), text: readFileSync(path, 'utf8'), stderr }
}

test('a group that the helper is not in loses its rights to nobody else', (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can become another user')
  const { stats, text } = written(uid, 0, 0o660)
  expect(text).toBe('after')
  expect([stats.uid, stats.gid, stats.mode & 0o777]).toEqual([uid, uid, 0o600])
  expect(written(uid, 0, 0o664).stats.mode & 0o777).toBe(0o644)
})

test("another user's file is left alone, even where its folder is ours", (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can become another user')
  const { stats, text, stderr } = written(0, uid, 0o644)
  expect([stats.uid, text]).toEqual([0, 'before'])
  expect(stderr).toContain('EPERM')
})
