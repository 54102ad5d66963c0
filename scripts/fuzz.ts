// `npm run fuzz -- [target …] [--inputs N | --seconds S]`: fuzzes every native parser, or those named,
// with 10 million inputs each unless told otherwise.
import { parseArgs } from 'node:util'
import { Failure, runScript } from './failure.mjs'
import { fuzzTargets } from './native/fuzz-targets.ts'
import { runFuzz, type FuzzBudget } from './run-fuzz.ts'

const DEFAULT_INPUTS = 10_000_000

await runScript(async () => {
  const { values, positionals } = parseArgs({
    options: { inputs: { type: 'string' }, seconds: { type: 'string' } },
    allowPositionals: true,
  })
  const known = fuzzTargets()
  const unknown = positionals.filter((name) => known.every((target) => target.name !== name))
  if (unknown.length > 0) {
    const names = known.map(({ name }) => name).join(', ')
    throw new Failure(`no fuzz target ${unknown.join(', ')}; there are: ${names}`)
  }
  const targets =
    positionals.length === 0 ? known : known.filter((t) => positionals.includes(t.name))
  if (targets.length === 0) throw new Failure('there is no fuzz target in this checkout')
  const { failed } = await runFuzz(targets, budgetOf(values))
  if (failed.length > 0) throw new Failure(`failed: ${failed.join(', ')}`)
})

function budgetOf(values: { inputs?: string; seconds?: string }): FuzzBudget {
  if (values.seconds !== undefined) {
    return { kind: 'seconds', total: wholeNumber('--seconds', values.seconds) }
  }
  const count =
    values.inputs === undefined ? DEFAULT_INPUTS : wholeNumber('--inputs', values.inputs)
  return { kind: 'inputs', count }
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new Failure(`${option} takes a whole number above 0, not ${text}`)
}
