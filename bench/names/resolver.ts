// The built helper's resolver beside a built name server on the next host: how many answers a second it gives for a
// name that has a VIP, how long one takes, and what it adds to the answer for a legacy name.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import type { Topology } from '../contestants/contestant.ts'
import { cpuSeconds } from '../helper-usage.ts'
import type { Metric } from '../metrics.ts'
import type { Observation } from '../results.ts'

export type NamesEffort = { runs: number; seconds: number; pairs: number }

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const zone = 'vipip.net'
/** A host's own name has a VIP without any peer: the path of an answer is that of every mapped name. */
const mappedName = `a.${zone}`
/** The name server's own, which has no magic name beside it. */
const legacyName = `ns.${zone}`
const resolverAddress = '127.105.67.1'
const window = 64
const microseconds = 1000

const rateSchema = v.object({ answersPerSecond: v.number(), p50Ms: v.number() })
const compareSchema = v.object({ p50Ms: v.number(), otherP50Ms: v.number() })

/** @throws when a program does not start, or answers what it should not */
export async function measureResolver(
  topology: Topology,
  { runs, seconds, pairs }: NamesEffort,
): Promise<Observation[]> {
  const { underlay } = topology
  await startNameServer(topology)
  const helper = await startHelper(topology)
  const observed: Observation[] = []
  for (let round = 0; round < runs; round++) {
    const add = (metric: Metric, value: number) =>
      observed.push({ round, contestant: 'vip-resolver', metric, value })
    const usedBefore = cpuSeconds([helper])
    const words = ['rate', resolverAddress, mappedName, String(seconds)]
    const busy = v.parse(rateSchema, await load(topology, [...words, String(window)]))
    const used = cpuSeconds([helper]) - usedBefore
    // With `window` questions on their way; the load has another processor where there are two.
    add('names-answers', busy.answersPerSecond)
    // The load's warm-up is a fifth more than what it counts.
    add('names-answers-core', (busy.answersPerSecond * seconds * 1.2) / used)
    const alone = v.parse(rateSchema, await load(topology, [...words, '1']))
    add('names-p50', alone.p50Ms * microseconds)
    const pair = v.parse(
      compareSchema,
      await load(topology, ['compare', resolverAddress, underlay.b, legacyName, String(pairs)]),
    )
    add('names-legacy-added', (pair.p50Ms - pair.otherP50Ms) * microseconds)
  }
  return observed
}

async function startNameServer({ sandbox, underlay, directory }: Topology): Promise<void> {
  const keys = join(directory, 'names.key')
  const secret = Buffer.alloc(32, 1).toString('base64')
  const statement = `key "bench" { algorithm hmac-sha256; secret "${secret}"; };\n`
  writeFileSync(keys, statement, { mode: 0o600 })
  const listen = `${underlay.b}:53`
  const words = ['nameserver', '--zone', zone, '--key', keys, '--listen', listen, '--json']
  await untilReady(sandbox.spawn('b', [process.execPath, fromRoot('out/vip.mjs'), ...words]))
}

async function startHelper({ sandbox, underlay, directory }: Topology) {
  const configuration = join(directory, 'vip.toml')
  writeFileSync(
    configuration,
    `name = "${mappedName}"\n[ddns]\nprovider = "none"\n[resolver]\nupstream = ["${underlay.b}"]\nintegrate = "none"\n`,
  )
  const [run, state] = [join(directory, 'run'), join(directory, 'state')]
  for (const folder of [run, state]) mkdirSync(folder, { mode: 0o700 })
  const helper = sandbox.spawn('a', [
    ...[process.execPath, fromRoot('out/vipd.mjs'), '--json', '--config', configuration],
    ...['--run-dir', run, '--state-dir', state],
  ])
  await untilReady(helper)
  return helper
}

async function untilReady({ stdout }: ReturnType<Topology['sandbox']['spawn']>): Promise<void> {
  if (stdout === null) throw new Error('a program has no standard output')
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('{"ready":true')) return
  }
  throw new Error('a program ended before it was ready; is everything built?')
}

async function load({ sandbox }: Topology, words: readonly string[]): Promise<unknown> {
  const argv = [process.execPath, fromRoot('bench/names/dns-load.ts'), ...words]
  const { stdout, stderr, status } = await sandbox.run('a', argv)
  if (status !== 0) throw new Error(`the load failed: ${stderr}`)
  return JSON.parse(stdout)
}
