import { expect, it } from 'vitest'
import { runDirectoryOf } from './default-places.ts'

it.each([
  ['/run/mine', { VIP_RUN_DIR: '/run/theirs' }, '/run/mine'],
  [undefined, { VIP_RUN_DIR: '/run/theirs' }, '/run/theirs'],
  // A script that unsets it by nothing means none, and not the current folder.
  [undefined, { VIP_RUN_DIR: '' }, '/run/vip'],
  [undefined, {}, '/run/vip'],
])('named %s, with %j around it, is %s', (named, environment, expected) => {
  expect(runDirectoryOf(named, environment)).toBe(expected)
})
