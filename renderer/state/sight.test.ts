// What a page has before its eyes: facts count only while desk and helper vouch for them.
import { expect, it } from 'vitest'
import { sampleStatus } from '../test/sample-desk.ts'
import { sightOf } from './sight.ts'

const status = sampleStatus()
const ready = { phase: 'ready', version: '1', rights: 'read' } as const
it.each([
  [{ link: 'connecting', helper: null, status: null }, 'no-desk'],
  [{ link: 'gone', helper: ready, status }, 'no-desk'],
  [{ link: 'open', helper: { phase: 'lost', since: 1 }, status }, 'no-helper'],
  [{ link: 'open', helper: ready, status: null }, 'loading'],
  [{ link: 'open', helper: ready, status }, 'ready'],
] as const)('%j', (view, is) => {
  expect(sightOf(view).is).toBe(is)
})
