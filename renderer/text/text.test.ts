// There is a sentence for everything that may have to be said.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { callNames, resolutionReasons } from '../../dataplane/contract/calls.ts'
import { faultSchema } from '../../dataplane/contract/errors.ts'
import { peerStates, peerTrustStates } from '../../dataplane/contract/model.ts'
import type { PeerState } from '../../dataplane/contract/model.ts'
import { deskActs } from '../../main/bridge/acts.ts'
import type { ActFault } from '../../main/bridge/acts.ts'
import { pageNames } from '../../main/bridge/desk-state.ts'
import type { Viewpoint } from '../../main/bridge/desk-state.ts'
import { missingHelpers, sampleNow, samplePeer } from '../test/sample-desk.ts'
import { dropText, isDropKnown } from './drop-text.ts'
import { faultSentence } from './fault-text.ts'
import { pageTitles } from './frame-text.ts'
import { helperWords } from './helper-text.ts'
import { leaseText } from './partners-text.ts'
import {
  notConnected,
  peerStateSentence,
  peerStateText,
  trustStateText,
} from './peer-state-text.ts'
import type { TrustState } from './peer-state-text.ts'
import { resolutionSentence } from './peers-text.ts'

/** It may begin with the name of a host. */
const isSentence = /^(?:\p{Lu}|home\.example\.org ).*[.…]$/su
const hole = /undefined|null|NaN|\[object/

/** Any data that a fault may have. */
const data = {
  call: 'up',
  act: 'labUp',
  problem: 'The disk is full.',
  remedy: 'Make room.',
  maxBytes: 16_384,
  uid: 1000,
  group: 'vip',
  max: 64,
  name: 'home.example.org',
  shown: 'SHA256:a',
  offered: 'SHA256:b',
  pasted: 'SHA256:c',
  path: '/var/lib/vip/known_hosts',
  file: '/etc/vip/vip.toml',
}
const codes = [
  ...faultSchema.options.map(({ entries }) => entries.code.literal),
  'helper-unreachable',
  'desk-failed',
]

describe('a failure of an act', () => {
  it.each(codes)('%s has a sentence', (code) => {
    const sentence = faultSentence({ code, data } as ActFault)
    expect(sentence).toMatch(isSentence)
    expect(sentence).not.toMatch(hole)
  })

  it('names what was to be done, for every act', () => {
    for (const call of [...callNames, ...Object.keys(deskActs)]) {
      const fault = { code: 'no-rights', data: { call, uid: 1000, group: null } } as const
      expect(faultSentence(fault), call).not.toContain(`“${call}”`)
    }
  })
})

const viewpoints: Viewpoint[] = [
  { kind: 'machine', runDirectory: '/run/vip' },
  { kind: 'lab', host: 'a', runDirectory: '/run/a' },
]

describe.each(viewpoints)('without a helper at $kind', (viewpoint) => {
  it.each(missingHelpers)('%j has its words', (state) => {
    const { word, title, sentence, button } = helperWords(state, viewpoint, sampleNow)
    expect(sentence).toMatch(isSentence)
    for (const each of [word, title, sentence]) expect(each).not.toMatch(hole)
    const mayWait = state.phase === 'starting' || viewpoint.kind === 'lab'
    expect(button === null).toBe(mayWait)
  })
})

it('each state that is given up has a title of its own', () => {
  const [machine] = viewpoints
  if (machine === undefined) throw new Error('no viewpoint')
  const titles = missingHelpers.map((state) => helperWords(state, machine, sampleNow).title)
  expect(new Set(titles).size).toBe(titles.length)
})

it('every counter of dropped packets has its reason', () => {
  const header = readFileSync(
    new URL('../../dataplane/tun-tap/core/drops.h', import.meta.url),
    'utf8',
  )
  const names = /kDropNames = \{([^}]*)\}/.exec(header)?.[1]?.match(/(?<=")\w+(?=")/g) ?? []
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !isDropKnown(name))).toEqual([])
  expect(dropText('newerThanThis')).toBe('newerThanThis')
})

it('every state and page has words of its own', () => {
  const unique = (words: string[]) => new Set(words).size
  expect(unique(peerStates.map((state) => peerStateText[state].word))).toBe(peerStates.length)
  expect(unique(peerTrustStates.map((state) => trustStateText[state].word))).toBe(
    peerTrustStates.length,
  )
  expect(unique(pageNames.map((page) => pageTitles[page]))).toBe(pageNames.length)
})

describe('a host without a VIP', () => {
  const sentenceOf = (state: PeerState, trust: TrustState, vip: string | null = null) => {
    const others = { state, vip, trust: { state: trust, fingerprint: null } }
    return peerStateSentence(samplePeer('home.example.org', 1, others))
  }
  const { quiet, unreachable, pending } = peerStateText

  it('is said to be neither quiet nor sent to', () => {
    expect(sentenceOf('quiet', 'verified')).toBe(notConnected)
    expect(sentenceOf('quiet', 'rejected')).toBe(trustStateText.rejected.sentence)
    expect(sentenceOf('unreachable', 'changed')).toBe(trustStateText.changed.sentence)
    expect(sentenceOf('pending', 'pending')).toBe(pending.sentence)
  })

  it('has the usual words once it has one', () => {
    expect(sentenceOf('quiet', 'verified', '240.0.0.2')).toBe(quiet.sentence)
    expect(sentenceOf('unreachable', 'changed', '240.0.0.2')).toBe(unreachable.sentence)
  })
})

it.each([
  [65_000, true, '1:05'],
  [0, true, '0:00'],
  [null, true, 'heard'],
  // Sent to, and nothing has ever come: there is no lease that could run down.
  [null, false, 'none yet'],
  [null, undefined, '–'],
])('a lease of %s ms, of a partner that was heard (%s), is "%s"', (leftMs, wasHeard, word) => {
  expect(leaseText(leftMs, wasHeard)).toBe(word)
})

it.each(resolutionReasons)('a name that is looked up may be %s', (reason) => {
  const found = { name: 'a.example', physical: [], rounds: 1, elapsedMs: 3, reason }
  expect(resolutionSentence({ ...found, kind: 'refused', address: null })).toMatch(
    /^Refused: .+ \(3\.0 ms, 1 round\)\.$/,
  )
})
