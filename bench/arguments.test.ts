import { expect, test } from 'vitest'
import { allParts, parseBenchArguments } from './arguments.ts'

test('everything, five times, unless told otherwise', () => {
  expect(parseBenchArguments([])).toMatchObject({
    kind: 'bench',
    isJson: false,
    parts: allParts,
    effort: { runs: 5 },
  })
})

test('a choice keeps the order of measuring', () => {
  expect(parseBenchArguments(['--only', 'udp,tcp', '--runs', '2', '--json'])).toMatchObject({
    kind: 'bench',
    isJson: true,
    parts: ['tcp', 'udp'],
    effort: { runs: 2 },
  })
})

test('quick keeps a given number of runs', () => {
  expect(parseBenchArguments(['--quick'])).toMatchObject({ effort: { runs: 3, tcpSeconds: 1 } })
  expect(parseBenchArguments(['--quick', '--runs', '7'])).toMatchObject({ effort: { runs: 7 } })
})

test.each([
  [['--only', 'tpc'], /there are tcp/],
  [['--only', 'memory'], /after the loads/],
  [['--runs', '0'], /whole number/],
  [['--runs', 'many'], /whole number/],
  [['--fast'], /fast/],
])('%j is wrong', (words, reason) => {
  expect(parseBenchArguments(words)).toMatchObject({
    kind: 'wrong',
    reason: expect.stringMatching(reason) as string,
  })
})
