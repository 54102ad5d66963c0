import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { callTable } from './calls.ts'
import {
  bytesInJson,
  configurationTextSchema,
  maxConfigurationTextBytes,
} from './configuration-text.ts'
import { maxRequestBytes } from './control-protocol.ts'

it('counts what a request has of a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(bytesInJson(text)).toBe(Buffer.byteLength(JSON.stringify(text)))
    }),
  )
})

it.each(['x', '\n', '\u0001', '\u00e9', '\u{1f310}'])(
  'lets through what fits a request: %j',
  (unit) => {
    const each = bytesInJson(unit) - 2
    const longest = unit.repeat(Math.floor((maxConfigurationTextBytes - 2) / each))
    expect(v.is(configurationTextSchema, longest)).toBe(true)
    expect(v.is(configurationTextSchema, longest + unit)).toBe(false)
    const over = 'f'.repeat(64)
    const input = v.parse(callTable.configure.input, { text: longest, over })
    const request = { kind: 'call', id: Number.MAX_SAFE_INTEGER, call: 'configurationCheck', input }
    expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThan(maxRequestBytes)
  },
)
