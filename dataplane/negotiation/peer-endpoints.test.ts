import { expect, it } from 'vitest'
import type { DnsName } from '../wire/dns-name.ts'
import { calledEndpoints, storedEndpoints, withSource } from './peer-endpoints.ts'

const at = (host: number) => `192.0.2.${host}:10567`

it('calls where DNS says first, then where the host was', () => {
  const discovery = {
    name: 'b.vipip.net.' as DnsName,
    addresses: ['192.0.2.1', '127.0.0.1', '2001:db8::1'],
    magic: { kind: 'present' },
    port: 4000,
  } as const
  const found = { ...discovery, addresses: [...discovery.addresses] }
  expect(calledEndpoints(found, [at(9), '192.0.2.1:4000'])).toEqual([
    '192.0.2.1:4000',
    '[2001:db8::1]:4000',
    at(9),
  ])
  expect(calledEndpoints(undefined, [at(1), at(2), at(3), at(4), at(5)]).length).toBe(4)
})

it('stores eight at most, the one that works first, none that loops', () => {
  const named = [at(2), at(1), '240.0.0.1:1', at(3)]
  expect(storedEndpoints(at(1), named)).toEqual([at(1), at(2), at(3)])
  const many = Array.from({ length: 12 }, (_, host) => at(host + 1))
  expect(storedEndpoints(at(50), many)).toEqual([at(50), ...many.slice(0, 7)])
})

it('takes packets from one more without preferring it', () => {
  const many = Array.from({ length: 8 }, (_, host) => at(host + 1))
  expect(withSource([at(1)], at(2))).toEqual([at(1), at(2)])
  expect(withSource([at(1), at(2)], at(1))).toEqual([at(1), at(2)])
  expect(withSource(many, at(9))).toEqual([...many.slice(0, 7), at(9)])
})
