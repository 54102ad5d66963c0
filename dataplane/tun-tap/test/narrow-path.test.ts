// Paths, real ones and believed ones, that not even the smallest of full packets fits (RFC 8899 calls it PLPMTU):
// nothing is lost on them for good. In network namespaces.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Arrivals } from './arrival-counter.ts'
import { noNamespaceReason, runScenario } from './network-namespace.ts'

beforeEach((context) => {
  if (noNamespaceReason !== null) context.skip(noNamespaceReason)
})

async function resultOf<Result>(scenario: string): Promise<Result> {
  const run = await runScenario(scenario, '', [], 'narrow-path-scenarios.ts')
  expect({ status: run.status, errors: run.errors }).toEqual({ status: 0, errors: '' })
  return run.result as Result
}

type Seen = {
  arrivals: Arrivals
  drops: Record<string, number>[]
  isTold: boolean
  clear: unknown[]
}

/** An inner packet of 1280 bytes with its ESP (core/esp.h), and a clear message of 1300 with its marker. */
const full = 1316
const clear = 1304
const nothing = [{}, {}]

describe('on a narrow path', { timeout: 120_000 }, () => {
  it('what a forged ICMP error says delays nothing over IPv4, and cuts packets over IPv6', async () => {
    const seen = await resultOf<Seen>('believedNarrow')
    expect(seen).toEqual({
      arrivals: {
        v4: { [full]: 20, [clear]: 1 },
        v6: { [full]: 20, [clear]: 1 },
        fragmented: [0, 21],
      },
      ...{ clear: [null, null], drops: nothing, isTold: true },
    })
  })

  it('packets arrive in fragments once the router has said that it is one', async () => {
    const seen = await resultOf<Seen>('narrowPath')
    const arrivals = { v4: { [full]: 20 }, v6: { [full]: 20 }, fragmented: [20, 20] }
    expect(seen).toEqual({ arrivals, drops: nothing })
  })

  it('packets arrive in fragments where it is our own link', async () => {
    const seen = await resultOf<Seen>('narrowLink')
    const arrivals = { v4: { [full]: 20 }, v6: { [full]: 20 }, fragmented: [20, 20] }
    expect(seen).toEqual({ arrivals, drops: nothing })
  })
})
