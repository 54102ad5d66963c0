// The command line of `npm run bench`.
import { parseArgs } from 'node:util'
import type { Effort } from './measurements/measurement.ts'

export type Part = 'tcp' | 'udp' | 'rtt' | 'memory' | 'start' | 'scale' | 'names'

export const allParts: readonly Part[] = ['tcp', 'udp', 'rtt', 'memory', 'start', 'scale', 'names']

export const usage = `npm run bench [-- [PART …] OPTIONS]

Without a part, all of them are measured.

  --json          print the results as JSON (with npm run --silent nothing else)
  --only A,B      measure only these of ${allParts.join(', ')}
  --runs N        runs of each measurement, 5 unless given; a figure is their median
  --quick         under 2 minutes: 3 short runs, to see that it works; not for figures
`

export type BenchArguments =
  | { kind: 'bench'; isJson: boolean; parts: readonly Part[]; effort: Effort }
  | { kind: 'help' }
  | { kind: 'wrong'; reason: string }

const full: Effort = { runs: 5, tcpSeconds: 3, probeMs: 300, pings: 600, peers: 1_000_000 }
const quick: Effort = { runs: 3, tcpSeconds: 1, probeMs: 120, pings: 150, peers: 100_000 }

export function parseBenchArguments(words: readonly string[]): BenchArguments {
  const parsed = readOptions(words)
  if (parsed instanceof Error) return { kind: 'wrong', reason: parsed.message }
  const { json = false, runs, quick: isQuick = false, help = false } = parsed.values
  const only = [parsed.values.only, ...parsed.positionals]
    .filter((word) => word !== undefined)
    .join(',')
  if (help) return { kind: 'help' }
  const names = only === '' ? allParts : only.split(',')
  const parts = allParts.filter((part) => names.includes(part))
  const unknown = names.find((name) => !allParts.some((part) => part === name))
  if (unknown !== undefined) {
    return { kind: 'wrong', reason: `no part ${unknown}: there are ${allParts.join(', ')}` }
  }
  if (parts.includes('memory') && !parts.includes('tcp')) {
    return { kind: 'wrong', reason: 'memory is that after the loads: give --only tcp,memory' }
  }
  const base = isQuick ? quick : full
  const count = runs === undefined ? base.runs : Number(runs)
  if (!Number.isSafeInteger(count) || count < 1) {
    return { kind: 'wrong', reason: `--runs ${runs}: must be a whole number from 1 up` }
  }
  return { kind: 'bench', isJson: json, parts, effort: { ...base, runs: count } }
}

function readOptions(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        only: { type: 'string' },
        runs: { type: 'string' },
        quick: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    return error as Error
  }
}
