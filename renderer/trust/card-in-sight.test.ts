// A card stays in sight while other keys come and go.
import { expect, it } from 'vitest'
import { sampleQuestion } from '../test/sample-desk.ts'
import { cardInSight } from './card-in-sight.ts'
import { keyChecks } from './key-checks.ts'

const questions = [1, 2, 3].map((seed) => sampleQuestion(`host-${seed}.example`, seed))
const [first, second, third] = keyChecks(questions, [])
if (first === undefined || second === undefined || third === undefined) throw new Error('no checks')

it.each([
  ['nothing', [], undefined, undefined],
  ['one alone is open', [first], undefined, first],
  ['it stays when others come', [first, second], first.id, first],
  ['also behind them', [second, third, first], first.id, first],
  ['many are a list', [first, second], undefined, undefined],
  ['as before, when one of a list goes', [first, second], third.id, undefined],
  ['the last one of a list opens', [second], undefined, second],
  ['the last one follows on the one that was open', [second], first.id, second],
] as const)('%s', (_what, checks, seenId, open) => {
  expect(cardInSight(checks, seenId)).toBe(open)
})
