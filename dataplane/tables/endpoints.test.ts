import { expect, it } from 'vitest'
import type { DnsName } from '../wire/dns-name.ts'
import { Endpoints } from './endpoints.ts'

const b = 'b.vipip.net.' as DnsName
const at = (host: number) => `192.0.2.${host}:10567`

it('keeps eight, preferred first, and tells only of changes', () => {
  const changes: (readonly string[])[] = []
  const endpoints = new Endpoints({ onChange: (_name, each) => changes.push(each) })
  const nine = Array.from({ length: 9 }, (_, host) => at(host + 1))
  endpoints.set(b, [at(1), ...nine])
  endpoints.set(b, nine)
  expect(endpoints.of(b)).toEqual(nine.slice(0, 8))
  expect(changes.length).toBe(1)
  endpoints.prefer(b, at(9))
  expect(endpoints.of(b)).toEqual([at(9), ...nine.slice(0, 7)])
  endpoints.delete(b)
  expect(endpoints.of(b)).toEqual([])
})

it('follows hints of newer epochs only; a handshake begins anew', () => {
  const endpoints = new Endpoints()
  endpoints.set(b, [at(1)])
  expect(endpoints.applyHint(b, 5, [at(2)])).toBe(true)
  expect(endpoints.applyHint(b, 5, [at(3)])).toBe(false)
  expect(endpoints.applyHint(b, 4, [at(3)])).toBe(false)
  expect(endpoints.of(b)).toEqual([at(2)])
  endpoints.set(b, [at(4)])
  expect(endpoints.applyHint(b, 1, [at(5)])).toBe(true)
})
