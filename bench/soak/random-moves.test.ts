import { expect, test } from 'vitest'
import { seededRandom } from '../../dataplane/lab/measuring/seeded-random.ts'
import type { Places } from '../../dataplane/lab/report/contestants/contestant.ts'
import { kindOf, randomMove } from './random-moves.ts'

function movesOf(seed: number, count: number) {
  const random = seededRandom(seed)
  let places: Places = { a: 'lan1', b: 'lan2' }
  return Array.from({ length: count }, () => {
    const move = randomMove(random, places)
    const before = places
    places = { ...places, ...move.plan.to }
    return { ...move, before }
  })
}

test('there are all kinds, and the same for the same seed', () => {
  const kinds = new Set(movesOf(7, 100).map(({ plan }) => kindOf(plan)))
  expect([...kinds].toSorted()).toEqual(
    ['a', 'b', 'both'].flatMap((who) => [`${who}, break-before-make`, `${who}, make-before-break`]),
  )
  expect(movesOf(7, 100)).toEqual(movesOf(7, 100))
  expect(movesOf(7, 100)).not.toEqual(movesOf(8, 100))
})

test('who moves comes to where they were not', () => {
  for (const { plan, before } of movesOf(1, 100)) {
    const hosts = Object.entries(plan.to) as ['a' | 'b', 'lan1' | 'lan2'][]
    expect(hosts.length).toBeGreaterThan(0)
    for (const [host, lan] of hosts) expect(lan).not.toBe(before[host])
  }
})
