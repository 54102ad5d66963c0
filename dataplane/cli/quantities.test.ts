import { expect, it } from 'vitest'
import { columns, labelled } from './columns.ts'
import { printable } from './printable.ts'
import { timeText } from './quantities.ts'

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
