import { expect, test } from 'vitest'
import { formatEndpoint, parseEndpoint } from './endpoint.ts'

test.each([
  ['203.0.113.53:5353', { address: '203.0.113.53', port: 5353 }],
  ['203.0.113.53', { address: '203.0.113.53', port: 53 }],
  ['[2001:db8::53]:53', { address: '2001:db8::53', port: 53 }],
  ['[::]', { address: '::', port: 53 }],
])('%s', (text, endpoint) => {
  expect(parseEndpoint(text)).toEqual(endpoint)
  expect(parseEndpoint(formatEndpoint(endpoint))).toEqual(endpoint)
})

test.each([
  '',
  ':53',
  '203.0.113.53:0',
  '203.0.113.53:65536',
  '2001:db8::53',
  '[1.2.3.4]:53',
  'b:53',
  '1.2.3:53',
])('"%s" is none', (text) => {
  expect(parseEndpoint(text)).toBe(undefined)
})
