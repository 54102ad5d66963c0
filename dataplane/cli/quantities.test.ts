import { expect, it } from 'vitest'
import { columns, labelled } from './columns.ts'
import { printable } from './printable.ts'
import { bytesText, durationText, timeText } from './quantities.ts'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [5_400_000, '5.4 MB'],
  [999_600, '1.0 MB'],
  [320_000, '320 kB'],
  [99_900, '100 kB'],
  [7.3e15, '7300 TB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(bytesText(bytes)).toBe(expected)
})

it.each([
  [0.42, '0.4 ms'],
  [23.4, '23 ms'],
  [1200, '1.2 s'],
  [61_000, '61 s'],
  [180_000, '3 min'],
  [10_800_000, '3 h'],
  [4 * 86_400_000, '4 days'],
])('%d ms are %s', (ms, expected) => {
  expect(durationText(ms)).toBe(expected)
})

it('tells the time of this machine', () => {
  expect(timeText(new Date(2026, 0, 5, 7, 8, 9).getTime())).toBe('2026-01-05 07:08:09')
})

it('aligns columns and leaves no blanks at the end', () => {
  expect(
    columns([
      ['NAME', 'VIP'],
      ['a.example.org', ''],
      ['b', '240.1.2.3'],
    ]),
  ).toBe('NAME           VIP\na.example.org\nb              240.1.2.3\n')
  expect(labelled([['Key', 'x'], ['VIPs', '1', '2'], ['None']])).toBe(
    '  Key   x\n  VIPs  1\n        2\n',
  )
})

it('lets nothing steer the terminal', () => {
  expect(printable('a\u001b[2J\u009b\n\u202eb')).toBe('a\\u001b[2J\\u009b\\u000a\\u202eb')
  expect(printable('ü → "x"')).toBe('ü → "x"')
})
