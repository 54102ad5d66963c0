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

  it('goes on sending data where a control message to another endpoint found no route', async () => {
    const seen = { control: 'sent', arrived: 2, pathLost: 0, noRoute: 1 }
    expect(await resultOf('controlElsewhere')).toEqual(seen)
  })

  it('keeps what cannot leave to the preferred endpoint, and tells it once', async () => {
    const before = { arrived: 0, pathLost: 1 }
    expect(await resultOf('pathLost')).toEqual({ before, heldSent: 2, arrived: 2 })
  })

  it('tells of each of many peers that lose their way at once', async () => {
    expect(await resultOf('manyPathsLost')).toEqual({ told: 400, held: 400 })
  })
})
