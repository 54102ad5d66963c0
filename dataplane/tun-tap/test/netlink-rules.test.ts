// Rules against the real kernel, with iproute2 as the model.
import { expect, it } from 'vitest'
import { noNamespaceReason, runScenario } from './network-namespace.ts'

it('rules lead programs into another table, and the tunnel past it', async (context) => {
  if (noNamespaceReason !== null) context.skip(noNamespaceReason)
  const { status, result, errors } = await runScenario('', '', [], 'netlink-rules-scenario.ts')
  expect({ status, errors }).toEqual({ status: 0, errors: '' })
  expect(result).toEqual({
    present: [
      '500:\tfrom 0.0.0.0 fwmark 0/0x10000000 lookup 10567',
      '501:\tfrom all fwmark 0x5/0xff lookup 10567',
    ],
    ways: {
      anyProgram: 'own0 240.0.0.1',
      boundProgram: 'main0 as bound',
      tunnel: 'main0 192.0.2.1',
    },
    twice: expect.stringMatching(/^cannot add the rule 500: .+ \(EEXIST\)$/) as string,
    gone: expect.stringMatching(/^cannot remove the rule 500: .+ \(ENOENT\)$/) as string,
    isAsBefore: true,
  })
}, 120_000)
