import { expect, test } from 'vitest'
import { firstRecords, labZones, updateScript } from './lab-zone.ts'

test('the lab has its own zone and those of its LANs', () => {
  expect(labZones).toEqual(['vipip.net', '100.51.198.in-addr.arpa', '113.0.203.in-addr.arpa'])
})

test('the host without VIP has its addresses, and all addresses their names', () => {
  const script = updateScript(firstRecords())
  for (const line of [
    'update add legacy.vipip.net. 1 A 203.0.113.30',
    'update add legacy.vipip.net. 1 AAAA 2001:db8:2::30',
    'update add 30.113.0.203.in-addr.arpa. 1 PTR legacy.vipip.net.',
    'update add 10.100.51.198.in-addr.arpa. 1 PTR a.vipip.net.',
    'update add 10.113.0.203.in-addr.arpa. 1 PTR a.vipip.net.',
  ]) {
    expect(script).toContain(`${line}\n`)
  }
})

test('of hosts with a helper nothing is said but by the helper', () => {
  expect(updateScript(firstRecords())).not.toMatch(/add \S*[ab]\.vipip\.net/)
})
