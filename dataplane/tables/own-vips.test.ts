import { expect, it } from 'vitest'
import { maxOwnVips } from './limits.ts'
import { OwnVips } from './own-vips.ts'
import { classE } from './vip-range.ts'

/** Draws these numbers, then counts on. */
function numbers(...drawn: number[]) {
  let next = 1000
  return () => {
    const number = drawn.shift() ?? next++
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, number)
    return bytes
  }
}

it('draws two that are nobody else s, nor the ends of the range', () => {
  const own = new OwnVips({
    range: classE,
    randomBytes: numbers(0, 0xffff_ffff, 5, 6, 6, 7),
    isTaken: (vip) => vip === '240.0.0.5',
  })
  expect(own.all).toEqual(['240.0.0.6', '240.0.0.7'])
})

it('makes one more for a peer that refuses all', () => {
  const told: (readonly string[])[] = []
  const own = new OwnVips({
    range: classE,
    randomBytes: numbers(1, 2, 3),
    isTaken: () => false,
    onChange: (vips) => told.push([...vips]),
  })
  expect(own.proposal(new Set())).toBe('240.0.0.1')
  expect(own.proposal(new Set(['240.0.0.1']))).toBe('240.0.0.2')
  expect(own.proposal(new Set(own.all))).toBe('240.0.0.3')
  expect(told).toEqual([['240.0.0.1', '240.0.0.2', '240.0.0.3']])
})

it('has as many as an interface may have addresses, and then no more', () => {
  const own = new OwnVips({ range: classE, randomBytes: numbers(), isTaken: () => false })
  for (let at = 0; at < 2 * maxOwnVips; at += 1) own.proposal(new Set(own.all))
  expect(own.all.length).toBe(maxOwnVips)
  expect(own.proposal(new Set(own.all))).toBeUndefined()
})

it('gives up where the range is full', () => {
  const own = new OwnVips({ range: classE, randomBytes: numbers(), isTaken: () => true })
  expect(own.all).toEqual([])
  expect(own.proposal(new Set())).toBeUndefined()
})

it('keeps those of before a restart', () => {
  const present = ['240.9.9.9', '240.8.8.8', '240.7.7.7']
  const own = new OwnVips({ range: classE, randomBytes: numbers(), isTaken: () => false, present })
  expect(own.all).toEqual(present)
})
