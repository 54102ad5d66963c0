import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DnsReader, DnsWriter } from './dns-bytes.ts'
import {
  isWithin,
  labelsOf,
  parentOf,
  parseDnsName,
  readName,
  rootName,
  sameName,
  writeName,
} from './dns-name.ts'
import type { DnsName } from './dns-name.ts'

const name = (text: string) => parseDnsName(text) as DnsName

function wireOf(...names: DnsName[]): Uint8Array {
  const writer = new DnsWriter()
  for (const each of names) writeName(writer, each, true)
  return writer.finish()
}

describe('text', () => {
  test.each([
    ['b.vipip.net', 'b.vipip.net.'],
    ['B.vipip.net.', 'B.vipip.net.'],
    ['.', '.'],
    ['a\\.b.c', 'a\\.b.c.'],
    ['a\\\\.', 'a\\\\.'],
    ['\\065b', 'Ab.'],
    ['\\000\\255.x', '\\000\\255.x.'],
    ['_vip._udp.b', '_vip._udp.b.'],
    [`${'x'.repeat(63)}.y`, `${'x'.repeat(63)}.y.`],
  ])('%s is a name', (text, canonical) => {
    expect(parseDnsName(text)).toBe(canonical)
  })

  test.each(['', '..', 'a..b', '.a', '\\', 'a\\', '\\256', 'ä', 'a b', 'x'.repeat(64)])(
    '"%s" is none',
    (text) => {
      expect(parseDnsName(text)).toBe(undefined)
    },
  )

  test('a name has at most 255 bytes', () => {
    const label = 'x'.repeat(63)
    expect(parseDnsName(`${label}.${label}.${label}.${'x'.repeat(61)}`)).toBeDefined()
    expect(parseDnsName(`${label}.${label}.${label}.${'x'.repeat(62)}`)).toBe(undefined)
  })
})

test('names are compared without regard to the case of ASCII letters', () => {
  expect(sameName(name('B.Vipip.NET'), name('b.vipip.net'))).toBe(true)
  expect(sameName(name('\\195\\132'), name('\\195\\164'))).toBe(false)
})

test('a name is within its ancestors, label by label', () => {
  expect(isWithin(name('b.VIPIP.net'), name('vipip.net'))).toBe(true)
  expect(isWithin(name('vipip.net'), name('vipip.net'))).toBe(true)
  expect(isWithin(name('xvipip.net'), name('vipip.net'))).toBe(false)
  expect(isWithin(name('x\\.vipip.net'), name('vipip.net'))).toBe(false)
  expect(isWithin(name('net'), name('vipip.net'))).toBe(false)
  expect(isWithin(name('net'), rootName)).toBe(true)
  expect(parentOf(name('a\\.b.c'))).toBe('c.')
  expect(parentOf(name('c'))).toBe('.')
  expect(parentOf(rootName)).toBe(undefined)
})

describe('bytes', () => {
  test('a second name points to the first, in the case of each', () => {
    const bytes = wireOf(name('a.vipip.net'), name('b.vipip.net'), name('c.VIPIP.net'))
    expect(bytes.length).toBe(13 + 4 + 10)
    const reader = new DnsReader(bytes)
    expect([readName(reader), readName(reader), readName(reader)]).toEqual([
      'a.vipip.net.',
      'b.vipip.net.',
      'c.VIPIP.net.',
    ])
    expect(reader.atEnd && !reader.failed).toBe(true)
  })

  test.each([
    ['a pointer to itself', [0xc0, 0x00]],
    ['a pointer forward', [0xc0, 0x02, 0x00]],
    ['a loop of two', [0x01, 0x61, 0xc0, 0x00]],
    ['half a pointer', [0xc0]],
    ['a label beyond the end', [0x05, 0x61]],
    ['no end', [0x01, 0x61]],
    ['an unknown kind of label', [0x41, 0x61, 0x00]],
    ['nothing', []],
  ])('%s fails', (_what, bytes) => {
    const reader = new DnsReader(Uint8Array.from(bytes))
    readName(reader)
    expect(reader.failed).toBe(true)
  })

  test('a name over 255 bytes fails, although pointers make it short', () => {
    const label = [63, ...Array<number>(63).fill(0x61)]
    const bytes = Uint8Array.from([...label, ...label, ...label, 0, ...label, 0xc0, 0x00])
    const reader = new DnsReader(bytes, 3 * 64 + 1)
    readName(reader)
    expect(reader.failed).toBe(true)
  })

  test('a long chain of pointers fails', () => {
    const pointers = Array.from({ length: 200 }, (_, at) => {
      const target = at === 0 ? 0 : 1 + 2 * (at - 1)
      return [0xc0 + (target >> 8), target & 0xff]
    }).flat()
    const reader = new DnsReader(Uint8Array.from([0, ...pointers]), 1 + 2 * 199)
    readName(reader)
    expect(reader.failed).toBe(true)
  })

  test('any labels survive text and bytes', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(label, { maxLength: 8 }), (labels) => {
        const wire = Uint8Array.from([...labels.flatMap((each) => [each.length, ...each]), 0])
        const read = readName(new DnsReader(wire))
        expect(labelsOf(read).length).toBe(labels.length)
        expect(parseDnsName(read)).toBe(read)
        expect(wireOf(read)).toEqual(wire)
      }),
    )
  })

  test('any bytes and any text give a name or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const reader = new DnsReader(bytes)
        const read = readName(reader)
        expect(reader.failed || parseDnsName(read) === read).toBe(true)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parseDnsName(text)
        expect(parsed === undefined || parseDnsName(parsed) === parsed).toBe(true)
      }),
    )
  })
})
