import { expect, test } from 'vitest'
import { isIP } from 'node:net'
import {
  addressOf,
  endpointsOf,
  firstLan,
  labHosts,
  labMachines,
  lanNames,
  lanOf,
  otherHost,
  staticVipOf,
} from './address-plan.ts'

test('every machine has its own valid address in every LAN', () => {
  const all = labMachines.flatMap((machine) =>
    lanNames.flatMap((lan) => Object.values<string>({ ...addressOf(machine, lan) })),
  )
  expect(all.filter((address) => isIP(address) === 0)).toEqual([])
  expect(new Set(all).size).toBe(labMachines.length * lanNames.length * 2)
})

test('a LAN is known by its addresses', () => {
  for (const lan of lanNames) expect(lanOf(addressOf('a', lan).v4)).toBe(lan)
  expect(lanOf(staticVipOf('a').v4)).toBe(undefined)
})

test('endpoints are written as sockets take them, IPv4 first', () => {
  expect(endpointsOf('b', 'lan2')).toEqual(['203.0.113.20:10567', '[2001:db8:2::20]:10567'])
})

test('hosts begin apart, and each is the other of the other', () => {
  expect(firstLan.a).not.toBe(firstLan.b)
  for (const host of labHosts) expect(otherHost(otherHost(host))).toBe(host)
})
