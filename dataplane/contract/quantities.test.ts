// Amounts as people read them.
import { expect, it } from 'vitest'
import { bytesText, durationText, scaledText } from './quantities.ts'

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

it('has other units, too', () => {
  expect(scaledText(1_000_000, ['bit/s', 'kbit/s', 'Mbit/s'])).toBe('1.0 Mbit/s')
})
