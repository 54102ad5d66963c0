// What the address names, and that a link leads back to the same place.
import { expect, it } from 'vitest'
import { hashOf, placeOf } from './navigation.ts'

it.each([
  ['', undefined],
  ['#/nowhere', undefined],
  ['#/peers', { page: 'peers', item: null }],
  ['#/peers/home.example.org', { page: 'peers', item: 'home.example.org' }],
  ['#/peers/a%2Fb', { page: 'peers', item: 'a/b' }],
  ['#/peers/%', undefined],
] as const)('%s', (hash, place) => {
  expect(placeOf(hash)).toEqual(place)
})

it('a link leads back to its place, whatever the item holds', () => {
  const place = { page: 'peers', item: '100 % / #?' } as const
  expect(placeOf(hashOf(place))).toEqual(place)
})
