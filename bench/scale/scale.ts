// Whether a helper with very many peers is as fast to one of them as one that has no other, and what each peer takes.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import type { Path, Topology } from '../contestants/contestant.ts'
import {
  startVipHelper,
  vipConfigs,
  vipMtuBytes,
  type VipCipher,
} from '../contestants/vip-tunnel.ts'
import type { Effort } from '../measurements/measurement.ts'
import { runIperf, startIperfServer } from '../measurements/tcp.ts'
import type { Observation } from '../results.ts'
import { untilReachable } from '../until-reachable.ts'

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const manyPeers = fromRoot('out/bench/many-peers.mjs')
const staticTunnel = fromRoot('out/static-tunnel.mjs')
const bitsPerGigabit = 1e9

const readySchema = v.object({ rssGrowthBytes: v.number(), seconds: v.number() })

/** Names in the results, with the number of other peers. */
const sides = [
  { contestant: 'vip-one-peer', isMany: false },
  { contestant: 'vip-many-peers', isMany: true },
] as const

/**
 * @param newTopology gives each side two hosts of its own
 * @throws when a helper does not start
 */
export async function measureScale(
  newTopology: (name: string) => Promise<Topology>,
  cipher: VipCipher,
  { runs, tcpSeconds, peers }: Effort,
): Promise<Observation[]> {
  if (!existsSync(manyPeers)) throw new Error('out/bench/many-peers.mjs is not built')
  const observed: Observation[] = []
  const paths: { contestant: string; path: Path }[] = []
  for (const { contestant, isMany } of sides) {
    const otherPeers = isMany ? peers - 1 : 0
    const started = await start(await newTopology(contestant), cipher, otherPeers)
    paths.push({ contestant, path: started.path })
    if (isMany) {
      const value = started.rssGrowthBytes / peers
      observed.push({ round: 0, contestant, metric: 'scale-memory', value })
    }
  }
  for (let round = 0; round < runs; round += 1) {
    for (const { contestant, path } of round % 2 === 0 ? paths : paths.toReversed()) {
      const { bitsPerSecond } = await runIperf(path, tcpSeconds)
      const value = bitsPerSecond / bitsPerGigabit
      observed.push({ round, contestant, metric: 'scale-tcp', value })
    }
  }
  return observed
}

/** Host a has the many, b only a: what b has to look up is nothing. */
async function start({ sandbox, underlay }: Topology, cipher: VipCipher, otherPeers: number) {
  const configs = vipConfigs(cipher, underlay)
  const argv = ['--expose-gc', manyPeers]
  const many = await startVipHelper(sandbox, 'a', argv, { tunnel: configs.a, otherPeers })
  const { tun, local } = configs.a
  await sandbox.ip('a', [
    `address add ${local.vip}/32 dev ${tun}`,
    `link set ${tun} mtu ${vipMtuBytes} up`,
    `route add 240.0.0.0/4 dev ${tun} src ${local.vip}`,
  ])
  const one = await startVipHelper(sandbox, 'b', [staticTunnel], configs.b)
  const path: Path = {
    sandbox,
    target: configs.b.local.vip,
    helpers: [many.helper, one.helper],
  }
  await untilReachable(path)
  await startIperfServer(sandbox)
  return { path, ...v.parse(readySchema, JSON.parse(many.readyLine)) }
}
