// `npm run check`: types, lint, format and structure, without building or running the product.
import { Failure, runScript } from './failure.mjs'
import { runChecks } from './run-checks.ts'

await runScript(async () => {
  const { failed } = await runChecks()
  if (failed.length > 0) throw new Failure(`failed: ${failed.join(', ')}`)
})
