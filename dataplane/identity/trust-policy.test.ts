import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KnownKey } from './known-hosts.ts'
import { decideTrust } from './trust-policy.ts'
import type { DnssecVerdict, TrustDecision, TrustPolicy } from './trust-policy.ts'

const keys: Uint8Array[] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte))
const [offered, other, third] = keys as [Uint8Array, Uint8Array, Uint8Array]
const known = (key: Uint8Array, proof: KnownKey['proof'] = 'first-use'): KnownKey => ({
  key,
  proof,
})

const stores = {
  stranger: { trusted: [], rejected: [] },
  stored: { trusted: [known(offered)], rejected: [] },
  verified: { trusted: [known(offered, 'verified')], rejected: [] },
  // A hashed line of before, and the one that a proof has added.
  twice: { trusted: [known(offered), known(offered, 'dnssec')], rejected: [] },
  // One of several keys.
  second: { trusted: [known(other, 'file'), known(offered, 'file')], rejected: [] },
  changed: { trusted: [known(other), known(third)], rejected: [] },
  rejectedKey: { trusted: [], rejected: [known(offered)] },
  rejectedHost: { trusted: [], rejected: [known(other)] },
  // The old key was rejected when the new one was taken.
  rejectedOld: { trusted: [known(offered)], rejected: [known(other)] },
  // Both lines stand in the file: the rejection counts.
  both: { trusted: [known(offered)], rejected: [known(offered)] },
  changedToRejected: { trusted: [known(other)], rejected: [known(offered)] },
}
const verdicts: Record<string, DnssecVerdict> = {
  none: { kind: 'none' },
  bogus: { kind: 'bogus' },
  match: { kind: 'validated', keys: [third, offered] },
  mismatch: { kind: 'validated', keys: [other] },
}

/** `accepted proof store`, `ask`, or the reason of a refusal. */
function brief(decision: TrustDecision): string {
  switch (decision.kind) {
    case 'accepted':
      return `${decision.proof} ${decision.store}`
    case 'ask':
      return 'ask'
    case 'refused':
      return decision.reason
    default:
      return decision satisfies never
  }
}

type Store = keyof typeof stores
// Store, then what each policy decides (ask, accept-new, dnssec; one word where all agree).
const table: Record<string, [Store, string, string?, string?][]> = {
  none: [
    ['stranger', 'ask', 'first-use add', 'dnssec-missing'],
    ['stored', 'first-use keep'],
    ['verified', 'verified keep'],
    ['twice', 'dnssec keep'],
    ['second', 'file keep'],
    ['changed', 'key-changed'],
    ['rejectedKey', 'rejected'],
    ['rejectedHost', 'rejected'],
    ['rejectedOld', 'first-use keep'],
    ['both', 'rejected'],
    ['changedToRejected', 'rejected'],
  ],
  bogus: [
    ['stranger', 'dnssec-bogus'],
    ['stored', 'first-use keep'],
    ['verified', 'verified keep'],
    ['twice', 'dnssec keep'],
    ['second', 'file keep'],
    ['changed', 'key-changed'],
    ['rejectedKey', 'rejected'],
    ['rejectedHost', 'rejected'],
    ['rejectedOld', 'first-use keep'],
    ['both', 'rejected'],
    ['changedToRejected', 'rejected'],
  ],
  match: [
    ['stranger', 'dnssec add'],
    ['stored', 'dnssec add'],
    ['verified', 'verified keep'],
    ['twice', 'dnssec keep'],
    ['second', 'file keep'],
    ['changed', 'dnssec replace'],
    ['rejectedKey', 'rejected'],
    ['rejectedHost', 'rejected'],
    ['rejectedOld', 'dnssec add'],
    ['both', 'rejected'],
    ['changedToRejected', 'rejected'],
  ],
  mismatch: [
    ['stranger', 'dnssec-mismatch'],
    ['stored', 'dnssec-mismatch'],
    ['verified', 'dnssec-mismatch'],
    ['twice', 'dnssec-mismatch'],
    ['second', 'dnssec-mismatch'],
    ['changed', 'dnssec-mismatch'],
    ['rejectedKey', 'rejected'],
    ['rejectedHost', 'rejected'],
    ['rejectedOld', 'dnssec-mismatch'],
    ['both', 'rejected'],
    ['changedToRejected', 'rejected'],
  ],
}
const policies: readonly TrustPolicy[] = ['ask', 'accept-new', 'dnssec']

describe.each(Object.keys(table))('DNSSEC %s', (verdict) => {
  const rows = (table[verdict] ?? []).flatMap(([store, first, ...rest]) =>
    policies.map((policy, at) => ({ policy, store, expected: rest[at - 1] ?? first })),
  )
  test('every store stands in the table', () => {
    expect(new Set(rows.map(({ store }) => store)).size).toBe(Object.keys(stores).length)
  })

  test.each(rows)('$policy, $store: $expected', ({ policy, store, expected }) => {
    const dnssec = verdicts[verdict] ?? { kind: 'none' }
    expect(brief(decideTrust({ policy, offered, stored: stores[store], dnssec }))).toBe(expected)
  })
})

test('whatever stands in the store and in DNS, nobody unproved is accepted', () => {
  const someKeys = fc.array(fc.constantFrom(...keys), { maxLength: 3 })
  const verdict = fc.oneof(
    fc.constantFrom<DnssecVerdict>({ kind: 'none' }, { kind: 'bogus' }),
    fc
      .array(fc.constantFrom(...keys), { minLength: 1, maxLength: 3 })
      .map((validated): DnssecVerdict => ({ kind: 'validated', keys: validated })),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...policies),
      someKeys,
      someKeys,
      verdict,
      (policy, trustedKeys, rejectedKeys, dnssec) => {
        const stored = {
          trusted: trustedKeys.map((key) => known(key)),
          rejected: rejectedKeys.map((key) => known(key)),
        }
        const decision = decideTrust({ policy, offered, stored, dnssec })
        const isProved = dnssec.kind === 'validated' && dnssec.keys.includes(offered)
        const isStored = trustedKeys.includes(offered) && dnssec.kind !== 'validated'
        const isFirst =
          policy === 'accept-new' && dnssec.kind === 'none' && trustedKeys.length === 0
        if (decision.kind === 'accepted') {
          expect(isProved || isStored || isFirst).toBe(true)
          expect(rejectedKeys.includes(offered)).toBe(false)
        }
        if (decision.kind === 'ask') {
          expect([policy, trustedKeys.length, rejectedKeys.length]).toEqual(['ask', 0, 0])
        }
      },
    ),
    { seed: 34, numRuns: 2000 },
  )
})
