// Whatever is asked, by whomever: an answer, or a refusal that the contract has.
import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { callNames, callTable } from '../contract/calls.ts'
import { VipError, faultSchema } from '../contract/errors.ts'
import { dispatchCall } from './call-dispatch.ts'
import { FakeDomain } from './test/fake-domain.ts'
import { sampleFingerprint } from './test/sample-facts.ts'

const numRuns = Number(process.env['VIP_FUZZ_RUNS'] ?? 5000)

const name = fc.oneof(
  fc.constantFrom('new.example.org', 'home.example.org', 'broken.example.org', '__proto__', ''),
  fc.string({ unit: 'binary' }),
)
const input = fc.oneof(
  fc.record(
    {
      name,
      shown: fc.oneof(fc.constant(sampleFingerprint), fc.string()),
      physical: fc.boolean(),
      since: fc.oneof(fc.integer(), fc.double(), fc.string()),
    },
    { requiredKeys: [] },
  ),
  fc.constant({ name: 'broken.example.org' }),
  fc.record({ since: fc.oneof(fc.nat(), fc.double(), fc.string()) }),
  fc.record({ name }),
  fc.jsonValue(),
)
const call = fc.oneof(fc.constantFrom(...callNames), fc.string(), fc.constant('__proto__'))
const rights = fc.constantFrom('read' as const, 'write' as const)

it(
  'answers or refuses as the contract has it, and lets nobody write without rights',
  { timeout: 60_000 + numRuns },
  async () => {
    const { signal } = new AbortController()
    let faults = 0
    await fc.assert(
      fc.asyncProperty(call, input, rights, async (asked, given, mayDo) => {
        const { acts, called } = new FakeDomain()
        const options = { acts, hasGroup: true, onFault: () => (faults += 1) }
        const caller = { uid: 1000, rights: mayDo }
        const row = callNames.find((known) => known === asked)
        try {
          const output = await dispatchCall(options, caller, asked, given, signal)
          expect(row !== undefined && v.is(callTable[row].output, output)).toBe(true)
          expect(mayDo === 'write' || (row && callTable[row].rights) === 'read').toBe(true)
        } catch (error) {
          if (!(error instanceof VipError)) throw error
          expect(v.is(faultSchema, error.fault)).toBe(true)
        }
        if (mayDo === 'read') expect(called.map(([act]) => act)).not.toContain('down')
      }),
      { numRuns },
    )
    // Some asked for the name at which the act breaks.
    expect(faults).toBeGreaterThan(0)
  },
)
