import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameLines } from './frame-lines.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const texts = (lines: readonly Uint8Array[]) => lines.map((line) => new TextDecoder().decode(line))

describe('FrameLines', () => {
  it('gives lines however they are cut', () => {
    const line = fc.string({ maxLength: 20, unit: fc.constantFrom('a', 'ü', '"', ' ') })
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 })
    fc.assert(
      fc.property(fc.array(line), cuts, (lines, sizes) => {
        const stream = bytes(lines.map((text) => `${text}\n`).join(''))
        const reader = new FrameLines(40)
        const found: Uint8Array[] = []
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          const pushed = reader.push(stream.subarray(at, at + size))
          expect(pushed.isTooLong).toBe(false)
          found.push(...pushed.lines)
          at += size
        }
        expect(texts(found)).toEqual(lines)
      }),
    )
  })

  it('allows the longest line and not one byte more, whether its end has come or not', () => {
    expect(new FrameLines(4).push(bytes('abcd\n'))).toMatchObject({ isTooLong: false })
    expect(new FrameLines(4).push(bytes('abcde\n')).isTooLong).toBe(true)
    const reader = new FrameLines(4)
    expect(reader.push(bytes('ok\nabcd'))).toEqual({ lines: [bytes('ok')], isTooLong: false })
    expect(reader.push(bytes('e'))).toEqual({ lines: [], isTooLong: true })
  })
})
