// One TCP stream from a to b by iperf3, and what both helpers spent on it.
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import type { Path } from '../contestants/contestant.ts'
import { cpuSeconds } from '../helper-usage.ts'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { parseIperf } from './iperf-output.ts'
import type { Measurement, Sample } from './measurement.ts'

const bitsPerGigabit = 1e9
const bytesPerGigabyte = 1e9

export const tcp: Measurement = {
  name: 'tcp',
  prepare: async (path, { tcpSeconds }) => {
    await startIperfServer(path.sandbox)
    return () => measureTcp(path, tcpSeconds)
  },
}

/** Resolves when it listens. Ends with the sandbox. */
export async function startIperfServer(sandbox: Sandbox): Promise<void> {
  const server = sandbox.spawn('b', ['iperf3', '--server', '--forceflush'], {
    // What it complains of, the client says too.
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  for await (const line of createInterface({ input: server.stdout as Readable })) {
    if (line.includes('listening')) break
  }
  // It prints about every run, and would wait for a reader.
  server.stdout?.resume()
}

async function measureTcp(path: Path, seconds: number): Promise<Sample[]> {
  const before = cpuSeconds(path.helpers)
  const { bitsPerSecond, receivedBytes } = await runIperf(path, seconds)
  const spent = cpuSeconds(path.helpers) - before
  return [
    { metric: 'tcp', value: bitsPerSecond / bitsPerGigabit },
    ...(path.helpers.length === 0
      ? []
      : [{ metric: 'tcp-cpu' as const, value: spent / (receivedBytes / bytesPerGigabyte) }]),
  ]
}

/** @throws with iperf3's own words */
export async function runIperf({ sandbox, target }: Path, seconds: number) {
  const argv = ['iperf3', '--client', target, '--time', String(seconds), '--json']
  const { stdout, stderr } = await sandbox.run('a', argv)
  const result = parseIperf(stdout)
  if (result.kind === 'failed') throw new Error(`iperf3: ${result.reason || stderr.trim()}`)
  return result
}
