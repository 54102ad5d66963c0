// How long the helper takes from its start to ready: killed in a lab, so that the mappings of before are there, and with
// many of them.
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { helperPaths, readHelper, startHelper } from '../../dataplane/lab/helper.ts'
import { inLab } from '../in-lab.ts'
import type { Observation } from '../results.ts'

const msPerSecond = 1000
const manyMappings = 10_000

export const startContestants = [
  { id: 'vip-few-mappings', label: 'vip, 1 mapping at most' },
  { id: 'vip-many-mappings', label: `vip, ${manyMappings.toLocaleString('en')} mappings` },
] as const

/** What of `mappings.json` (vipd/saved-state.ts) is made here. */
interface Saved {
  ownVips: string[]
  mappings: unknown[]
}

/** @throws LabError */
export function measureStart(runs: number): Promise<Observation[]> {
  return inLab('bench-start', async ({ lab: { sandbox, directory }, programs }) => {
    const observed: Observation[] = []
    const { run: runDirectory } = helperPaths(directory, 'a')
    let helper = programs.a
    for (const { id: contestant } of startContestants) {
      for (let round = 0; round < runs; round += 1) {
        await killed(helper)
        if (contestant === 'vip-many-mappings') saveManyMappings(runDirectory)
        const startedAt = performance.now()
        // Entering the namespaces, some milliseconds, is within.
        helper = await startHelper(sandbox, directory, 'a')
        const value = (performance.now() - startedAt) / msPerSecond
        observed.push({ round, contestant, metric: 'start', value })
      }
    }
    const { peers } = await readHelper(runDirectory)
    if (peers.length < manyMappings) throw new Error(`it has ${peers.length} peers only`)
    return observed
  })
}

async function killed(helper: ChildProcess): Promise<void> {
  const ended = once(helper, 'exit')
  helper.kill('SIGKILL')
  await ended
}

/** Of peers on a documentation network, of which nobody answers. */
function saveManyMappings(runDirectory: string): void {
  const path = join(runDirectory, 'mappings.json')
  const saved = JSON.parse(readFileSync(path, 'utf8')) as Saved
  const [localVip] = saved.ownVips
  const nowMs = Date.now()
  const mappings = Array.from({ length: manyMappings }, (_, at) => ({
    name: `peer${at}.example.org.`,
    vip: `241.0.${at >> 8}.${at & 255}`,
    localVip,
    oneSided: 'neither',
    state: 'active',
    agreedAtMs: nowMs,
    lastUsedAtMs: nowMs,
    endpoints: [`203.0.113.${1 + (at % 254)}:4242`],
  }))
  writeFileSync(path, JSON.stringify({ ...saved, mappings }), { mode: 0o600 })
}
