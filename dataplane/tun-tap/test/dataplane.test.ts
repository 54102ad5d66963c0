// The data path against the real kernel, in a network namespace of its own.
import { beforeEach, describe, expect, it } from 'vitest'
import { noNamespaceReason, runScenario } from './network-namespace.ts'

beforeEach((context) => {
  if (noNamespaceReason !== null) context.skip(noNamespaceReason)
})

async function resultOf<Result>(scenario: string): Promise<Result> {
  const run = await runScenario(scenario, '', [], 'dataplane-scenarios.ts')
  expect({ status: run.status, errors: run.errors }).toEqual({ status: 0, errors: '' })
  return run.result as Result
}

describe('the data path', { timeout: 120_000 }, () => {
  it('says of what is no endpoint that nothing was sent there', async () => {
    const refused = ['badEndpoint', 'EINVAL', 'EINVAL']
    expect(await resultOf('badEndpoints')).toEqual(Array(5).fill(refused))
  })
})
