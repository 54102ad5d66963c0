// Whether an offered host key is taken (the table of PROTOCOL section 4), as a pure decision.
import type { KnownKey, Proof, StoredTrust } from './known-hosts.ts'

export type TrustPolicy = 'ask' | 'accept-new' | 'dnssec'

/** What DNSSEC says of the host's IPSECKEY records. */
export type DnssecVerdict =
  /** The records are the zone's, and these are their Ed25519 keys: at least one. */
  | { kind: 'validated'; keys: readonly Uint8Array[] }
  /** There is none, the zone is not signed, or nobody has looked. */
  | { kind: 'none' }
  /** There are signatures, and they are wrong. */
  | { kind: 'bogus' }

export interface TrustCase {
  policy: TrustPolicy
  /** The authenticated Ed25519 key. */
  offered: Uint8Array
  stored: StoredTrust
  dnssec: DnssecVerdict
}

export type TrustDecision =
  | {
      kind: 'accepted'
      proof: KnownKey['proof']
      /**
       * For the store: nothing to do, take the key with this proof, or take it instead of all
       * others.
       */
      store: 'keep' | 'add' | 'replace'
    }
  /** Held until a person decides. */
  | { kind: 'ask' }
  | { kind: 'refused'; reason: TrustRefusal }

export type TrustRefusal =
  /** A person has rejected the key, or the host when it had no trusted key. */
  | 'rejected'
  /** The store has other keys of this host. */
  | 'key-changed'
  /** The validated record has other keys. */
  | 'dnssec-mismatch'
  /** The policy wants a validated record, and there is none. */
  | 'dnssec-missing'
  /** A stranger whose DNS answers are forged, or out of date. */
  | 'dnssec-bogus'

/**
 * A person's rejection comes first, then a validated record, which beats the store (paper 3.4) both
 * ways: it accepts a changed key, and refuses a stored one that it does not have. Then the store,
 * and for strangers the policy.
 */
export function decideTrust({ policy, offered, stored, dnssec }: TrustCase): TrustDecision {
  const { trusted, rejected } = stored
  const isStranger = trusted.length === 0
  const isRejected = rejected.some(({ key }) => isSameKey(key, offered))
  // A host that was rejected does not come back by making itself another key.
  if (isRejected || (isStranger && rejected.length > 0)) return refused('rejected')

  // The last line is the newest proof.
  const known = trusted.findLast(({ key }) => isSameKey(key, offered))
  if (dnssec.kind === 'validated') {
    if (!dnssec.keys.some((key) => isSameKey(key, offered))) return refused('dnssec-mismatch')
    return acceptedByDnssec(known, isStranger)
  }
  if (known !== undefined) return { kind: 'accepted', proof: known.proof, store: 'keep' }
  if (!isStranger) return refused('key-changed')
  if (dnssec.kind === 'bogus') return refused('dnssec-bogus')

  switch (policy) {
    case 'ask':
      return { kind: 'ask' }
    case 'accept-new':
      return accepted('first-use', 'add')
    case 'dnssec':
      return refused('dnssec-missing')
    default:
      return policy satisfies never
  }
}

function acceptedByDnssec(known: KnownKey | undefined, isStranger: boolean): TrustDecision {
  if (known === undefined) return accepted('dnssec', isStranger ? 'add' : 'replace')
  // What nobody had compared is proved from now on; a better word than ours stays as it is.
  if (known.proof === 'first-use') return accepted('dnssec', 'add')
  return { kind: 'accepted', proof: known.proof, store: 'keep' }
}

function accepted(proof: Proof, store: 'add' | 'replace'): TrustDecision {
  return { kind: 'accepted', proof, store }
}

function refused(reason: TrustRefusal): TrustDecision {
  return { kind: 'refused', reason }
}

/** Keys are public: nothing is learned from the time this takes. */
function isSameKey(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
