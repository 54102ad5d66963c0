// What becomes of a typed text: while it is typed, when it was saved, and when somebody else has changed the file.
import { expect, it } from 'vitest'
import { draftAfterSaving, draftAfterTyping, isOverAnother } from './drafts.ts'

const file = { text: 'name = "a.example"\n', digest: 'a' }
const byOthers = { text: 'name = "b.example"\n', digest: 'b' }
const typed = { text: 'name = "mine.example"\n', over: 'a' }

it('is over the text that was there when it was begun', () => {
  expect(draftAfterTyping(undefined, typed.text, file)).toEqual(typed)
  expect(draftAfterTyping(typed, 'more', byOthers)).toEqual({ text: 'more', over: 'a' })
})

it('is none where it says what the file says', () => {
  expect(draftAfterTyping(typed, file.text, file)).toBeUndefined()
})

it('is none once it was saved, but for what was typed meanwhile', () => {
  const saved = { text: typed.text, digest: 'c' }
  expect(draftAfterSaving(typed, typed.text, saved)).toBeUndefined()
  expect(draftAfterSaving(undefined, typed.text, saved)).toBeUndefined()
  expect(draftAfterSaving({ text: 'more', over: 'a' }, typed.text, saved)).toEqual({
    text: 'more',
    over: 'c',
  })
})

it('is still over the old text where somebody else wrote before the saved one was read again', () => {
  const next = draftAfterSaving({ text: 'more', over: 'a' }, typed.text, byOthers)
  expect(next).toEqual({ text: 'more', over: 'a' })
  expect(isOverAnother(next, byOthers)).toBe(true)
})

it('tells when somebody else has changed the file', () => {
  expect(isOverAnother(typed, file)).toBe(false)
  expect(isOverAnother(typed, byOthers)).toBe(true)
  expect(isOverAnother(undefined, byOthers)).toBe(false)
  expect(isOverAnother(typed, { text: typed.text, digest: 'c' })).toBe(false)
})
