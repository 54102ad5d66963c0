// How long our helper takes from its start to ready, with one peer.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Topology } from '../contestants/contestant.ts'
import { startVipHelper, vipConfigs, type VipCipher } from '../contestants/vip-tunnel.ts'
import type { Observation } from '../results.ts'

const program = fileURLToPath(new URL('../../out/static-tunnel.mjs', import.meta.url))
const msPerSecond = 1000

/** @param contestant whose name the figures carry */
export async function measureStart(
  { sandbox, underlay }: Topology,
  contestant: string,
  cipher: VipCipher,
  runs: number,
): Promise<Observation[]> {
  const observed: Observation[] = []
  for (let round = 0; round < runs; round += 1) {
    const startedAt = performance.now()
    // Entering the namespaces, some milliseconds, is within.
    const { helper } = await startVipHelper(sandbox, 'a', [program], vipConfigs(cipher, underlay).a)
    const value = (performance.now() - startedAt) / msPerSecond
    observed.push({ round, contestant, metric: 'start', value })
    const ended = once(helper, 'exit')
    helper.kill('SIGTERM')
    await ended
  }
  return observed
}
