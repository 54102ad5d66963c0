import { expect, test } from 'vitest'
import { concludeRound } from './rounds.ts'

const takes = (vip: string, isAccepted = true) => ({ vip, isAccepted })

test.each([
  ['both take', takes('240.0.0.2'), takes('240.0.0.1'), true, true],
  ['the peer refuses ours', takes('240.0.0.2'), takes('240.0.0.1', false), false, false],
  ['we refuse theirs', takes('240.0.0.2', false), takes('240.0.0.1'), false, true],
  ['we took another of theirs', takes('240.0.0.3'), takes('240.0.0.1'), false, true],
  ['they took another of ours', takes('240.0.0.2'), takes('240.0.0.4'), false, false],
  ['we knew of none', undefined, takes('240.0.0.1'), false, true],
])('%s', (_what, ourVerdict, theirVerdict, isAgreed, isOurVipAccepted) => {
  const ours = { senderVip: '240.0.0.1', receiverVip: ourVerdict }
  const theirs = { senderVip: '240.0.0.2', receiverVip: theirVerdict }
  const agreed = isAgreed ? { own: '240.0.0.1', peer: '240.0.0.2' } : undefined
  expect(concludeRound(ours, theirs)).toEqual({ agreed, isOurVipAccepted })
  // What one side finds the other one finds too.
  const mirrored = concludeRound(theirs, ours).agreed
  expect(mirrored).toEqual(isAgreed ? { own: '240.0.0.2', peer: '240.0.0.1' } : undefined)
})
