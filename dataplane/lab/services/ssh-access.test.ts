import { expect, test } from 'vitest'
import { knownHostsText } from './ssh-access.ts'

test('a name and its addresses have the key of their host alone', () => {
  const text = knownHostsText(
    new Map([
      ['a', 'ssh-ed25519 A'],
      ['b', 'ssh-ed25519 B'],
      ['c', 'ssh-ed25519 C'],
    ]),
  )
  const keysOf = (name: string) =>
    text
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([names]) => names!.split(',').includes(name))
      .map((words) => words.slice(1).join(' '))
  expect(keysOf('b.vipip.net')).toEqual(['ssh-ed25519 B'])
  expect(keysOf('203.0.113.20')).toEqual(['ssh-ed25519 B'])
  expect(keysOf('legacy.vipip.net')).toEqual(['ssh-ed25519 C'])
  expect(keysOf('c.lan1.test')).toEqual([])
  expect(keysOf('24?.*')).toHaveLength(3)
})
