// What is pasted says whether the key is the expected one; only the whole fingerprint can.
import { describe, expect, it } from 'vitest'
import { sampleFingerprint } from '../test/sample-desk.ts'
import { fingerprintGroups, spelledFingerprint } from '../ui/fingerprint-groups.ts'
import { judgePasted } from './pasted-fingerprint.ts'

const offered = sampleFingerprint(1)
const other = sampleFingerprint(2)

describe('what is pasted', () => {
  it.each([
    ['the fingerprint', offered],
    ['the same with white space', `  ${offered}\n`],
    ['a line of ssh-keygen', `256 ${offered} home.example.org (ED25519)`],
  ])('as %s is the same', (_what, text) => {
    expect(judgePasted(text, offered)).toEqual({ is: 'same', fingerprint: offered })
  })

  it('as another fingerprint differs', () => {
    expect(judgePasted(other, offered)).toEqual({ is: 'different', fingerprint: other })
  })

  it('in another case differs', () => {
    const changed = `SHA256:${offered.slice(7).toLowerCase()}`
    expect(judgePasted(changed, offered).is).toBe('different')
  })

  it.each([
    ['half of it', offered.slice(0, 30)],
    ['it without SHA256:', offered.slice(7)],
    ['one character more', `${offered}A`],
    ['something else', 'yes'],
  ])('as %s is no fingerprint', (_what, text) => {
    expect(judgePasted(text, offered)).toEqual({ is: 'no-fingerprint' })
  })

  it.each(['', '  \n'])('as nothing says nothing', (text) => {
    expect(judgePasted(text, offered)).toEqual({ is: 'nothing' })
  })
})

describe('a fingerprint', () => {
  it('is shown in groups that make up the whole', () => {
    const groups = fingerprintGroups(offered)
    expect(`SHA256:${groups.join('')}`).toBe(offered)
    expect(groups.slice(0, -1).every(({ length }) => length === 4)).toBe(true)
  })

  it('is spelled with its capitals and signs', () => {
    expect(spelledFingerprint('SHA256:aB3+/')).toBe('a capital B 3 plus, slash')
  })
})
