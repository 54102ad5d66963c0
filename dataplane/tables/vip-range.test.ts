import { expect, it, test } from 'vitest'
import { classE, isInRange, isProposable, parseVipRange, vipOfNumber } from './vip-range.ts'

test.each([
  ['240.0.0.0/4', { first: 0xf000_0000, prefixLength: 4 }],
  ['10.1.0.0/16', { first: 0x0a01_0000, prefixLength: 16 }],
  ['10.1.0.1/16', undefined],
  ['10.1.0.0', undefined],
  ['10.1.0.0/33', undefined],
  ['10.1.0.0/16/1', undefined],
  ['10.1.0/16', undefined],
])('%s', (text, range) => {
  expect(parseVipRange(text)).toEqual(range)
})

it('class E is 240.0.0.0 to 255.255.255.255, of which the ends are nobody s', () => {
  expect(isInRange(classE, '239.255.255.255')).toBe(false)
  expect(isInRange(classE, '240.0.0.0')).toBe(true)
  expect(isInRange(classE, '255.255.255.255')).toBe(true)
  expect(isInRange(classE, 'fd56:4950::1')).toBe(false)
  expect(isProposable(classE, '240.0.0.0')).toBe(false)
  expect(isProposable(classE, '240.0.0.1')).toBe(true)
  expect(isProposable(classE, '255.255.255.254')).toBe(true)
  expect(isProposable(classE, '255.255.255.255')).toBe(false)
})

it('every number has its place in the range', () => {
  expect(vipOfNumber(classE, 0)).toBe('240.0.0.0')
  expect(vipOfNumber(classE, 0xffff_ffff)).toBe('255.255.255.255')
  expect(vipOfNumber(classE, 0x1234_5678)).toBe('242.52.86.120')
  expect(vipOfNumber({ first: 0x0a01_0000, prefixLength: 16 }, 0x1234_5678)).toBe('10.1.86.120')
})
