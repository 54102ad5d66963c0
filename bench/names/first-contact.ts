// First contact with a host whose key is known: from a program's question to its answer, against what no protocol
// could avoid, one round trip to DNS and one to the peer. Real helpers in a lab, on links without delay and with.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { linkDirections } from '../../dataplane/contract/link-settings.ts'
import {
  addressOf,
  firstLan,
  fqdnOf,
  nameServerAddress,
  resolverAddress,
} from '../../dataplane/lab/address-plan.ts'
import { EmulatedLink } from '../../dataplane/lab/emulated-link.ts'
import { helperPaths } from '../../dataplane/lab/helper.ts'
import type { Lab } from '../../dataplane/lab/lab.ts'
import { inLab } from '../in-lab.ts'
import type { Observation } from '../results.ts'
import { summarize } from '../../dataplane/lab/measuring/statistics.ts'
import type { Asked } from './ask.ts'

/** Of the link between host a and its LAN, each way. */
const delaysMs = [0, 20]
/** Of a program that has just started V8 says little; a helper runs for weeks. */
const warmUpRounds = 5
/** So old a file must be before the helper takes it for unchanged (identity/known-hosts-file.ts). */
const fileSettledMs = 200
/** Longer than the lab's records live, so that DNS is asked anew. */
const recordsGoneMs = 1200
const program = fileURLToPath(new URL('./ask.ts', import.meta.url))
const vip = fileURLToPath(new URL('../../out/vip', import.meta.url))

/** @throws LabError */
export function measureFirstContact(runs: number): Promise<Observation[]> {
  return inLab('bench-names', async ({ lab }) => {
    const observed: Observation[] = []
    for (const delayMs of delaysMs) {
      if (delayMs > 0) {
        const end = { machine: 'a', lan: firstLan.a } as const
        const link = new EmulatedLink(lab.sandbox, lab.directory, end)
        await link.impair({ settings: { delayMs }, directions: linkDirections })
      }
      for (let round = -warmUpRounds; round < runs; round += 1) {
        const contestant = delayMs === 0 ? 'vip-lan' : `vip-${delayMs}ms`
        const value = await addedMs(lab)
        if (round >= 0) observed.push({ round, contestant, metric: 'first-contact', value })
      }
    }
    return observed
  })
}

/** What first contact takes beyond the two round trips, in milliseconds. */
async function addedMs(lab: Lab): Promise<number> {
  await forgetAllButTheKey(lab)
  await delay(recordsGoneMs)
  const peerMs = await roundTripMs(lab)
  const { serverMs, firstMs, address = '' } = await ask(lab)
  if (!/^2[45]\d\./.test(address)) throw new Error(`the answer was ${address}, no VIP`)
  return firstMs - summarize(serverMs).median - peerMs
}

/** The helper on a knows b's key, and nothing else of b. It has read its file since, as it has in daily life. */
async function forgetAllButTheKey(lab: Lab): Promise<void> {
  const knownHosts = join(helperPaths(lab.directory, 'a').state, 'known_hosts')
  const known = readFileSync(knownHosts)
  await vipOnA(lab, ['trust', 'forget', fqdnOf('b')])
  writeFileSync(knownHosts, known, { mode: 0o600 })
  await delay(fileSettledMs)
  await vipOnA(lab, ['trust', 'list'])
}

async function vipOnA({ sandbox, directory }: Lab, words: readonly string[]): Promise<void> {
  const { run } = helperPaths(directory, 'a')
  const { status, stderr } = await sandbox.run('a', [vip, ...words, '--run-dir', run])
  if (status !== 0) throw new Error(`vip ${words.join(' ')}: ${stderr.trim()}`)
}

async function ask(lab: Lab): Promise<Asked> {
  const words = [program, nameServerAddress.v4, resolverAddress, fqdnOf('b')]
  const { stdout, stderr, status } = await lab.sandbox.run('a', [process.execPath, ...words], {
    cwd: '/',
  })
  if (status !== 0) throw new Error(`the question for b failed: ${stderr.trim()}`)
  return JSON.parse(stdout) as Asked
}

async function roundTripMs(lab: Lab): Promise<number> {
  const argv = ['ping', '-c', '10', '-i', '0.01', '-q', addressOf('b', firstLan.b).v4]
  const { stdout } = await lab.sandbox.run('a', argv)
  const average = /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1]
  if (average === undefined) throw new Error('ping to the peer failed')
  return Number(average)
}
