import { expect, test } from 'vitest'
import { addressOf, isUsableEndpoint } from './usable-endpoint.ts'

test.each([
  ['192.0.2.1:10567', '192.0.2.1', true],
  ['[2001:db8::1]:10567', '2001:db8::1', true],
  ['[fe80::1]:1', 'fe80::1', true],
  ['127.0.0.1:1', '127.0.0.1', false],
  ['0.0.0.0:1', '0.0.0.0', false],
  ['224.0.0.1:1', '224.0.0.1', false],
  ['240.0.0.1:1', '240.0.0.1', false],
  ['[::1]:1', '::1', false],
  ['[::]:1', '::', false],
  ['[ff02::1]:1', 'ff02::1', false],
  ['[fd56:4950::1]:1', 'fd56:4950::1', false],
])('%s', (endpoint, address, isUsable) => {
  expect(addressOf(endpoint)).toBe(address)
  expect(isUsableEndpoint(endpoint)).toBe(isUsable)
})
