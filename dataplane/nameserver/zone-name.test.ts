import { expect, test } from 'vitest'
import { parseZoneName } from './zone-name.ts'

test.each([
  ['VIPip.net', 'vipip.net.'],
  ['113.0.203.in-addr.arpa.', '113.0.203.in-addr.arpa.'],
  ['lan', 'lan.'],
])('%s', (text, name) => {
  expect(parseZoneName(text)).toBe(name)
})

test.each(['', '.', '..', 'a/b', '../etc', 'a b', '-a.net', 'a\\.b', `${'x.'.repeat(121)}`])(
  '"%s" is none',
  (text) => {
    expect(parseZoneName(text)).toBe(undefined)
  },
)
