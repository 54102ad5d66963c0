import { describe, expect, test } from 'vitest'
import { UsageError } from './command.ts'
import {
  parseLinkSettings,
  parseSeed,
  refuseMore,
  requireHost,
  requireLan,
  requireLanOf,
  requireMachine,
  requireMoves,
  requireNameServer,
  splitCommand,
} from './lab-arguments.ts'

describe('settings of a link', () => {
  test('are read in the units of the contract', () => {
    expect(
      parseLinkSettings({
        delay: '50ms',
        jitter: '250us',
        loss: '0.5%',
        reorder: '1%',
        duplicate: '100%',
        rate: '1.5mbit',
      }),
    ).toEqual({
      delayMs: 50,
      jitterMs: 0.25,
      lossPercent: 0.5,
      reorderPercent: 1,
      duplicatePercent: 100,
      rateBitPerSecond: 1_500_000,
    })
  })

  test('name only what was given', () => {
    expect(parseLinkSettings({ delay: '1s' })).toEqual({ delayMs: 1000 })
    expect(parseLinkSettings({})).toEqual({})
  })

  test('a rate can be taken off', () => {
    expect(parseLinkSettings({ rate: 'none' })).toEqual({ rateBitPerSecond: null })
  })

  test.each([
    { delay: '50' },
    { delay: '-5ms' },
    { delay: '11s' },
    { delay: '.ms' },
    { delay: '1.2.3ms' },
    { loss: '2' },
    { loss: '101%' },
    { loss: 'NaN%' },
    { rate: '0bit' },
    { rate: '10MB' },
    { jitter: '' },
  ])('%o is refused by the name of its option', (options) => {
    const [name, value] = Object.entries(options)[0]!
    expect(() => parseLinkSettings(options)).toThrow(UsageError)
    expect(() => parseLinkSettings(options)).toThrow(`--${name} cannot be "${value}"`)
  })
})

test('a seed is a whole number of 32 bits', () => {
  expect(parseSeed(undefined)).toBe(undefined)
  expect(parseSeed('4294967295')).toBe(4294967295)
  for (const word of ['4294967296', '-1', '1.5', 'x'])
    expect(() => parseSeed(word)).toThrow('--seed')
})

describe('places', () => {
  test('are taken as they are', () => {
    expect([requireHost('a'), requireMachine('r'), requireLan('lan2')]).toEqual(['a', 'r', 'lan2'])
  })

  test('that are none are refused with those that are', () => {
    expect(() => requireHost('r')).toThrow('Give a host instead of "r": a or b.')
    expect(() => requireMachine('switch')).toThrow('a, b, c or r')
    expect(() => requireLanOf('c', 'lan1')).toThrow(
      'Give a LAN that c has a card for instead of "lan1": lan2.',
    )
    expect(() => requireNameServer('unbound')).toThrow('vip, bind or knot')
    expect(() => requireLan(undefined)).toThrow('Give a LAN: lan1 or lan2.')
  })
})

test('a word too many is named', () => {
  expect(() => refuseMore(['a', 'lan1', 'x'], 2)).toThrow('"x"')
  expect(() => refuseMore(['a', 'lan1'], 2)).not.toThrow()
})

test.each([
  [['a', 'ls', '-l'], ['a'], ['ls', '-l']],
  [
    ['--lab', 'x', 'a', 'ls', '--lab', 'y'],
    ['--lab', 'x', 'a'],
    ['ls', '--lab', 'y'],
  ],
  [
    ['--lab=x', 'a', 'sh', '--', '-c'],
    ['--lab=x', 'a'],
    ['sh', '--', '-c'],
  ],
  [['--', 'a', 'ls'], ['--', 'a'], ['ls']],
  [['--bogus', 'a', 'ls'], ['--bogus', 'a'], ['ls']],
  [['a'], ['a'], []],
  [[], [], []],
])('%j: options end at the host', (argv, own, command) => {
  expect(splitCommand(argv)).toEqual({ own, command })
})

describe('moves', () => {
  test('are of one host or both', () => {
    expect(requireMoves(['a', 'lan2'])).toEqual([{ host: 'a', lan: 'lan2' }])
    expect(requireMoves(['b', 'lan1', 'a', 'lan2'])).toEqual([
      { host: 'b', lan: 'lan1' },
      { host: 'a', lan: 'lan2' },
    ])
  })

  test.each([
    [['a'], /Give a LAN: lan1 or lan2/],
    [['a', 'lan2', 'b'], /Give a LAN: lan1 or lan2/],
    [['a', 'lan2', 'c', 'lan1'], /instead of "c": a or b/],
    [['a', 'lan2', 'a', 'lan1'], /Host a cannot go to two places at once/],
    [['a', 'lan2', 'b', 'lan1', 'c'], /"c" is one word too many/],
  ])('%j are refused', (words, sentence) => {
    expect(() => requireMoves(words)).toThrow(sentence)
  })
})
