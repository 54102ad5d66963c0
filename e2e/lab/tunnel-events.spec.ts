// What strangers send must not become work for JavaScript: events are capped in native code.
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { rootIsMissing } from './lab-machine.ts'

let sandbox: Sandbox

beforeAll(async () => {
  if (rootIsMissing !== undefined) return
  sandbox = await createSandbox({ name: 'tunnel-events' })
  await sandbox.addHost('a')
})
afterAll(() => sandbox?.destroy())
beforeEach(({ skip }) => {
  if (rootIsMissing !== undefined) skip(rootIsMissing)
})

test('100,000 unknown SPIs are all counted, and become fewer than 300 events', async () => {
  const count = 100_000
  const argv = [process.execPath, join(import.meta.dirname, 'event-counter.ts'), String(count)]
  const { stdout, stderr, status } = await sandbox.run('a', argv)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const { drops, events } = JSON.parse(stdout) as Record<'drops' | 'events', Record<string, number>>
  expect(drops['unknownSpi']! + (drops['floodRefused'] ?? 0)).toBe(count)
  // The share of one tenth of a second at least (core/event-queue.h); how long it takes is the machine's.
  expect(events['unknownSpi']).toBeGreaterThanOrEqual(32)
  expect(events['unknownSpi']).toBeLessThan(300)
})
