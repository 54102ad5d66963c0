import { expect, test } from 'vitest'
import { firstRecords, labZones, magicRecords, placeRecords, updateScript } from './lab-zone.ts'

test('the lab has its own zone and those of its LANs', () => {
  expect(labZones).toEqual(['vipip.net', '100.51.198.in-addr.arpa', '113.0.203.in-addr.arpa'])
})

test('every name has its addresses, and the addresses their names', () => {
  const script = updateScript(firstRecords({ a: 'lan1', b: 'lan2' }))
  for (const line of [
    'update add a.vipip.net. 1 A 198.51.100.10',
    'update add b.vipip.net. 1 AAAA 2001:db8:2::20',
    'update add legacy.vipip.net. 1 A 203.0.113.30',
    'update add 10.100.51.198.in-addr.arpa. 1 PTR a.vipip.net.',
  ]) {
    expect(script).toContain(`${line}\n`)
  }
  expect(script).not.toContain('VIP105067072021')
})

test('who moves is no more where it was', () => {
  expect(updateScript(placeRecords('a', 'lan2')).split('\n')).toEqual([
    'server 192.0.2.53',
    'zone vipip.net',
    'update delete a.vipip.net. A',
    'update add a.vipip.net. 1 A 203.0.113.10',
    'update delete a.vipip.net. AAAA',
    'update add a.vipip.net. 1 AAAA 2001:db8:2::10',
    'send',
    'server 192.0.2.53',
    'zone 113.0.203.in-addr.arpa',
    'update delete 10.113.0.203.in-addr.arpa. PTR',
    'update add 10.113.0.203.in-addr.arpa. 1 PTR a.vipip.net.',
    'send',
    'server 192.0.2.53',
    'zone 100.51.198.in-addr.arpa',
    'update delete 10.100.51.198.in-addr.arpa. PTR',
    'send',
    '',
  ])
})

test('a proposed VIP stands under the magic name', () => {
  expect(updateScript(magicRecords({ a: '241.2.3.4', b: '250.1.1.1' }))).toContain(
    'update add VIP105067072021-a.vipip.net. 1 A 241.2.3.4\n',
  )
})
