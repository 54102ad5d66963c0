// For tests: a folder that is gone when the test is over.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * Called in a test, or in `beforeEach` for each test.
 * @returns an absolute path with a space in it, since people's paths may have one
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vip test '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
