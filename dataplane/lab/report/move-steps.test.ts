import { expect, test } from 'vitest'
import { stepsOf } from './move-steps.ts'

test('a pulled cable: the old address goes, then the new link comes up, and at last the route', () => {
  const { steps, usableAfter } = stepsOf({
    to: { a: 'lan2' },
    kind: 'break-before-make',
    pauseMs: 20,
  })
  expect(steps).toEqual([
    'down a lan1',
    'no-address a lan1 198.51.100.10/24',
    'no-address a lan1 2001:db8:1::10/64',
    'pause 20000',
    'up a lan2',
    'carrier a lan2',
    'carrier switch a-lan2',
    'address a lan2 203.0.113.10/24',
    'address a lan2 2001:db8:2::10/64',
    'route a lan2 203.0.113.1',
    'route a lan2 2001:db8:2::1',
  ])
  expect(usableAfter).toEqual({ a: steps.length - 1 })
})

test('the new link first: the old one goes after the pause, when the new one can be used', () => {
  const { steps, usableAfter } = stepsOf({
    to: { b: 'lan1' },
    kind: 'make-before-break',
    pauseMs: 200,
  })
  expect(steps[0]).toBe('up b lan1')
  expect(steps[usableAfter.b!]).toBe('route b lan1 2001:db8:1::1')
  expect(steps.slice(usableAfter.b! + 1)).toEqual([
    'pause 200000',
    'down b lan2',
    'no-address b lan2 203.0.113.20/24',
    'no-address b lan2 2001:db8:2::20/64',
  ])
})

test('of two that move nobody arrives before both have left, and both links carry first', () => {
  const { steps, usableAfter } = stepsOf({
    to: { a: 'lan2', b: 'lan1' },
    kind: 'break-before-make',
    pauseMs: 0,
  })
  const at = (step: string) => steps.indexOf(step)
  expect(at('down b lan2')).toBeLessThan(at('up a lan2'))
  expect(at('carrier switch b-lan1')).toBeLessThan(at('address a lan2 203.0.113.10/24'))
  expect(usableAfter.b).toBe(steps.length - 1)
  expect(usableAfter.a).toBeLessThan(usableAfter.b!)
})
