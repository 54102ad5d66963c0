// The Status page says "on" with green only where somebody was heard, and names who does not answer.
import { describe, expect, it } from 'vitest'
import type { Peer } from '../../dataplane/contract/model.ts'
import { samplePeer, sampleStatus } from '../test/sample-desk.ts'
import { headlineOf, youngestProofMs } from './headline.ts'

function peers(...all: Partial<Peer>[]): Map<string, Peer> {
  return new Map(all.map((each, at) => [`${at}`, samplePeer(`host-${at}.example`, at, each)]))
}

describe('the headline', () => {
  const heard = { state: 'active', lastProofMs: 300 } as const
  const silent = { state: 'unreachable', lastProofMs: 20_000 } as const
  const quiet = { state: 'quiet', lastProofMs: 60_000 } as const
  // Nothing is sent to hosts that are merely known, whatever key was refused.
  const refused = { state: 'unreachable', vip: null, lastProofMs: null } as const
  const known = { state: 'quiet', vip: null, lastProofMs: null } as const

  it.each([
    ['somebody was heard', peers(quiet, heard), { is: 'alive', heard: 1 }],
    ['one of them does not answer', peers(heard, silent), { is: 'alive', heard: 1 }],
    ['nobody answers', peers(quiet, silent), { is: 'silent', names: ['host-1.example'] }],
    ['nothing was said', peers(quiet), { is: 'quiet' }],
    ['there is nobody', peers(), { is: 'quiet' }],
    ['nobody has a VIP', peers(refused, known), { is: 'quiet' }],
  ] as const)('where %s', (_where, all, headline) => {
    expect(headlineOf(sampleStatus(), all)).toEqual(headline)
  })

  it('is off or starting whoever was heard', () => {
    expect(headlineOf(sampleStatus({ enabled: false }), peers(heard))).toEqual({ is: 'off' })
    expect(headlineOf(sampleStatus({ ready: false }), peers(heard))).toEqual({ is: 'starting' })
  })

  it('knows the youngest proof of life', () => {
    expect(youngestProofMs(peers(silent, heard, { lastProofMs: null }))).toBe(300)
    expect(youngestProofMs(peers())).toBeUndefined()
  })
})
