import { expect, test } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { ExpiringMap } from './expiring-map.ts'

test('entries end with their time', () => {
  const clock = new FakeClock()
  const map = new ExpiringMap<string, number>(clock, 10)
  map.set('a', 1, 2)
  map.set('b', 2, 0)
  expect([map.get('a'), map.get('b')]).toEqual([1, undefined])
  clock.advance(1999)
  expect(map.get('a')).toBe(1)
  clock.advance(1)
  expect([map.get('a'), map.size]).toEqual([undefined, 0])
})

test('the least recently used has to go', () => {
  const map = new ExpiringMap<number, number>(new FakeClock(), 3)
  for (const key of [1, 2, 3]) map.set(key, key, 60)
  map.get(1)
  map.set(4, 4, 60)
  expect([1, 2, 3, 4].map((key) => map.get(key))).toEqual([1, undefined, 3, 4])
  expect(map.size).toBe(3)
})
