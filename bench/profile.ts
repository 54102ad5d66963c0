// `npm run profile`: where the processor time of both helpers goes while one TCP stream passes. Needs perf (linux-perf).
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vipAes } from './contestants/vip-tunnel.ts'
import { cpuSeconds, insidePid } from './helper-usage.ts'
import { installedProgram } from '../dataplane/lab/installed-program.ts'
import { describeMachine } from '../dataplane/lab/measuring/machine.ts'
import { runIperf, startIperfServer } from './measurements/tcp.ts'
import { groupsOf, type Share } from './profile-groups.ts'
import { createTopology } from './topology.ts'

const SECONDS = 8
const SAMPLES_PER_SECOND = 2000

const perf = installedProgram('perf')
if (perf === undefined) {
  process.stderr.write('perf is not installed; with apt: apt install linux-perf\n')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'vip-profile-'))
const topology = await createTopology(vipAes.id)
try {
  const found = await vipAes.find()
  if (found.kind === 'missing') throw new Error(found.reason)
  const path = await found.start(topology)
  await startIperfServer(topology.sandbox)
  await runIperf(path, 1)
  const before = cpuSeconds(path.helpers)
  const data = join(folder, 'perf.data')
  const pids = path.helpers.map(insidePid).join(',')
  const sampling = ['-e', 'cpu-clock', '-F', String(SAMPLES_PER_SECOND), '-o', data, '-p', pids]
  const recorder = spawn(perf, ['record', ...sampling], { stdio: 'ignore' })
  const { bitsPerSecond, receivedBytes } = await runIperf(path, SECONDS)
  recorder.kill('SIGINT')
  await once(recorder, 'exit')
  const cpuPerGigabyte = (cpuSeconds(path.helpers) - before) / (receivedBytes / 1e9)
  const options = ['report', '-i', data, '--sort', 'dso,symbol', '--field-separator=;']
  const { stdout } = spawnSync(perf, options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const { shares, functions } = groupsOf(stdout)
  const { cpu, cores, kernel } = describeMachine()
  process.stdout.write(`${cpu}, ${cores} cores, ${kernel}\n`)
  process.stdout.write(
    `${(bitsPerSecond / 1e9).toFixed(2)} Gbit/s, ${cpuPerGigabyte.toFixed(2)} CPU-s/GB while sampled\n\n`,
  )
  for (const share of [...shares, { group: '', percent: 0 }, ...functions]) {
    process.stdout.write(`${lineOf(share, cpuPerGigabyte)}\n`)
  }
} finally {
  await topology.sandbox.destroy()
  rmSync(folder, { recursive: true })
}
process.exit(0)

function lineOf({ group, percent }: Share, cpuPerGigabyte: number): string {
  if (group === '') return ''
  const seconds = ((percent / 100) * cpuPerGigabyte).toFixed(2)
  return `${percent.toFixed(1).padStart(6)} %  ${seconds} CPU-s/GB  ${group}`
}
