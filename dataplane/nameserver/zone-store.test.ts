import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { types } from '../wire/dns-codes.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { encodeRdata } from '../wire/dns-rdata.ts'
import { initialZone } from './initial-zone.ts'
import { openZoneStore } from './zone-store.ts'

const name = (text: string) => parseDnsName(text) as DnsName
const zoneWith = (serial: number) =>
  initialZone({
    apex: name('vipip.net'),
    addresses: ['192.0.2.53', '2001:db8::53'],
    ttlSeconds: 1,
    serial,
  })

let directory: string
beforeEach(() => {
  directory = temporaryFolder()
})

test('a zone comes back as it was left, not as it would begin', () => {
  const inside = join(directory, 'made-by-us')
  const store = openZoneStore(zoneWith(1), inside)
  const zone = store.zone.copy()
  const rdatas = [encodeRdata('A', { address: '240.1.2.3' })]
  zone.put({ name: name('b.vipip.net'), type: types.A, ttl: 1, rdatas })
  store.replace(zone)
  expect(readdirSync(inside)).toEqual(['vipip.net.zone'])
  const again = openZoneStore(zoneWith(99), inside)
  expect(again.zone.soa?.serial).toBe(1)
  expect(again.zone.rrset(name('b.vipip.net'), types.A)?.rdatas).toEqual(rdatas)
  expect(again.zone.recordCount).toBe(5)
})

test('a file that is wrong is named with its line, and stays', () => {
  const path = join(directory, 'vipip.net.zone')
  writeFileSync(path, '@ 1 IN SOA x\n')
  expect(() => openZoneStore(zoneWith(1), directory)).toThrow(
    `${path} is wrong in line 1: the data does not fit the type SOA; repair it`,
  )
  expect(readFileSync(path, 'utf8')).toBe('@ 1 IN SOA x\n')
})

test('a directory that cannot be is named', () => {
  const path = join(directory, 'file')
  writeFileSync(path, '')
  expect(() => openZoneStore(zoneWith(1), join(path, 'x'))).toThrow(`${path}/x cannot be used`)
})
