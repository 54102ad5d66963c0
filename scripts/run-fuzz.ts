// Builds and runs fuzz targets, as many at once as there are processors, and reports on each.
import { existsSync, mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { buildFuzzTargets, type FuzzTarget } from './native/fuzz-targets.ts'
import { projectRoot } from './project-root.mjs'
import { step } from './progress.mjs'
import { capture } from './run-command.mjs'
import type { Tally } from './tally.ts'

/** How long to go on: a number of inputs for each target, or seconds for all of them together. */
export type FuzzBudget = { kind: 'inputs'; count: number } | { kind: 'seconds'; total: number }

/**
 * An input is mostly a list of choices from which a target builds packets of any size, so more bytes would only make
 * each input slower. They are long from the start (`-len_control=0`): a super-packet takes 20 choices, and libFuzzer
 * alone would grow its inputs to that in hours. Entropic scheduling takes nine tenths of the time of such a target.
 */
const MAX_INPUT_BYTES = 1024
/**
 * Without llvm-symbolizer, addr2line (binutils) gives a report its line numbers. Remembering where each byte was
 * allocated would halve the speed; a replay of the finding without these options tells it.
 */
const SANITIZER_OPTIONS = 'allow_addr2line=1:malloc_context_size=0:quarantine_size_mb=8'
/** One input that takes longer is a finding. */
const INPUT_TIMEOUT_S = 10
/** The bound of "memory bounded", sanitizer overhead included. */
const MEMORY_LIMIT_MB = 2048

export async function runFuzz(targets: readonly FuzzTarget[], budget: FuzzBudget): Promise<Tally> {
  await step('fuzz targets', async ({ outcome }) => {
    await buildFuzzTargets(targets)
    outcome(targets.map(({ name }) => name).join(', '))
  })
  const parallel = Math.min(availableParallelism(), targets.length)
  const limit = limitFlag(budget, targets.length / parallel)
  let passed = 0
  const failed: string[] = []
  const queue = [...targets]
  const worker = async () => {
    for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
      if (await fuzz(target, limit)) passed += 1
      else failed.push(`fuzz ${target.name}`)
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return { passed, failed, skipped: [] }
}

/** @param rounds how many targets run one after the other on a processor */
function limitFlag(budget: FuzzBudget, rounds: number): string {
  return budget.kind === 'inputs'
    ? `-runs=${budget.count}`
    : `-max_total_time=${Math.max(1, Math.floor(budget.total / Math.ceil(rounds)))}`
}

async function fuzz({ name, program }: FuzzTarget, limit: string): Promise<boolean> {
  // The corpus grows over runs in out/; inputs that are worth keeping for all lie beside the source.
  const corpus = `out/fuzz/corpus/${name}`
  const keptCorpus = `dataplane/tun-tap/fuzz/corpus/${name}`
  mkdirSync(join(projectRoot, corpus), { recursive: true })
  mkdirSync(join(projectRoot, 'out/fuzz/findings'), { recursive: true })
  const startedAt = performance.now()
  const { status, output } = await capture(
    [
      join(projectRoot, program),
      limit,
      `-max_len=${MAX_INPUT_BYTES}`,
      '-len_control=0',
      '-entropic=0',
      `-timeout=${INPUT_TIMEOUT_S}`,
      `-rss_limit_mb=${MEMORY_LIMIT_MB}`,
      `-artifact_prefix=out/fuzz/findings/${name}-`,
      '-print_final_stats=1',
      corpus,
      ...(existsSync(join(projectRoot, keptCorpus)) ? [keptCorpus] : []),
    ],
    { cwd: projectRoot, env: { ...process.env, ASAN_OPTIONS: SANITIZER_OPTIONS } },
  )
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  const inputs = Number(/stat::number_of_executed_units:\s*(\d+)/.exec(output)?.[1] ?? 0)
  const seed = /Seed: (\d+)/.exec(output)?.[1] ?? 'unknown'
  const outcome = status === 0 ? 'no finding' : 'FINDING'
  process.stdout.write(
    `  ${name}: ${inputs.toLocaleString('en')} inputs in ${seconds} s, seed ${seed}: ${outcome}\n`,
  )
  if (status === 0) return true
  process.stdout.write(`${output.trimEnd().split('\n').slice(-60).join('\n')}\n`)
  const finding = /Test unit written to (\S+)/.exec(output)?.[1]
  if (finding !== undefined) process.stdout.write(`  replay with: ${program} ${finding}\n`)
  return false
}
