import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAnswerTo } from './answer-check.ts'
import { query } from './test/ask-resolver.ts'
import { response } from './test/fake-name-server.ts'

const question = query('b.vipip.net.', 'A')
const answer = Buffer.from(response(question))
const end = 12 + 'b.vipip.net.'.length + 1 + 4

test('an answer to the question, also in another case', () => {
  expect(isAnswerTo(question, answer)).toBe(true)
  expect(isAnswerTo(query('B.VIPIP.net.', 'A'), answer)).toBe(true)
})

test('no other bit of id, question or opcode may differ', () => {
  const bits = fc.nat({ max: end * 8 - 1 })
  fc.assert(
    fc.property(bits, (bit) => {
      const [at, mask] = [bit >>> 3, 1 << (bit & 7)]
      const other = Buffer.from(answer)
      other[at]! ^= mask
      const isFlag = (at === 2 && (mask & 0x07) !== 0) || at === 3
      const isCount = at >= 6 && at < 12
      const isCase =
        mask === 0x20 && at > 12 && at < end - 4 && /[a-z]/i.test(String.fromCharCode(other[at]!))
      expect(isAnswerTo(question, other)).toBe(isFlag || isCount || isCase)
    }),
    { numRuns: 2000 },
  )
})

test('an error may leave the question out, an answer may not', () => {
  const header = Buffer.from(answer.subarray(0, 12))
  header.writeUInt16BE(0, 4)
  expect(isAnswerTo(question, header)).toBe(false)
  header[3]! |= 1
  expect(isAnswerTo(question, header)).toBe(true)
})

test('any bytes give a verdict', () => {
  const bytes = fc.uint8Array({ maxLength: 80 })
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(typeof isAnswerTo(a, b)).toBe('boolean')
    }),
    { numRuns: 5000 },
  )
})
