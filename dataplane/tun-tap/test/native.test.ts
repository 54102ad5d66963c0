// Runs the native tests (native-tests.cc and the *-tests.cc beside it), built with the address and UB sanitizers.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'

const buildWithinMs = 300_000
const runWithinMs = 60_000

// The program brings the sanitizers with it, and the compiler must not be run under them.
const { LD_PRELOAD: _, ...env } = process.env

let program = ''

beforeAll(() => {
  const script = join(import.meta.dirname, '../../../scripts/native/test-programs.ts')
  const built = spawnSync(process.execPath, [script, 'native-tests'], { encoding: 'utf8', env })
  if (built.status !== 0) throw new Error(built.stderr)
  program = built.stdout.trim()
}, buildWithinMs)

test(
  'all native tests pass',
  () => {
    const { stdout, stderr, status } = spawnSync(program, { encoding: 'utf8', env })
    const lines = stdout.trim().split('\n')
    expect(status, `${stdout}${stderr}`).toBe(0)
    expect(lines[0]).toMatch(/^seed \d+$/)
    expect(lines.slice(1).filter((line) => !line.startsWith('ok '))).toEqual([])
    expect(lines.length).toBeGreaterThan(20)
  },
  runWithinMs,
)
