// Round trips by ping from a to b: one every 2 ms, so that each finds the path idle as a person's keystroke does.
import type { Path } from '../contestants/contestant.ts'
import { percentile } from '../../dataplane/lab/measuring/statistics.ts'
import type { Measurement, Sample } from './measurement.ts'
import { parsePingTimes } from './ping-output.ts'

const intervalSeconds = 0.002
const usPerMs = 1000
/** Some packets may be lost on a busy machine; with many missing the percentiles would be of the lucky ones. */
const leastAnswered = 0.9

export const roundTrip: Measurement = {
  name: 'rtt',
  prepare: (path, { pings }) => Promise.resolve(() => measureRoundTrip(path, pings)),
}

async function measureRoundTrip({ sandbox, target }: Path, pings: number): Promise<Sample[]> {
  const argv = ['ping', '-n', '-i', String(intervalSeconds), '-c', String(pings), '-W', '1', target]
  const { stdout, stderr } = await sandbox.run('a', argv)
  const times = parsePingTimes(stdout)
  if (times.length < pings * leastAnswered) {
    throw new Error(`only ${times.length} of ${pings} pings were answered ${stderr.trim()}`)
  }
  return [
    { metric: 'rtt-p50', value: percentile(times, 50) * usPerMs },
    { metric: 'rtt-p99', value: percentile(times, 99) * usPerMs },
  ]
}
