// Whether a VIP that another host proposes for itself is taken (paper 3.1, PROTOCOL section 3).
import { isInRange, isProposable } from '../tables/vip-range.ts'
import type { VipRange } from '../tables/vip-range.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { sameName } from '../wire/dns-name.ts'
import { isNameless } from './nameless.ts'
import { isHostAddress } from '../tables/usable-endpoint.ts'

/** Proposing it ends the negotiation. */
export const noVip = '0.0.0.0'

export interface VipProposal {
  vip: string
  name: DnsName
  /** The address that the proposal came from. */
  sourceAddress: string
}

export interface VipFacts {
  range: VipRange
  /** One of this host's VIPs, or of its physical addresses. */
  isOwn: (vip: string) => boolean
  isFreeFor: (vip: string, name: DnsName) => boolean
  carriesPhysicalVips: boolean
}

export type VipRefusal = 'reserved' | 'own' | 'in-use' | 'unusable' | 'not-confirmed'

export type VipJudgement =
  /** oneSided: it is the host's physical address, and ends when the host moves. */
  { kind: 'accepted'; oneSided: boolean } | { kind: 'refused'; reason: VipRefusal }

/** What can be said without DNS; 'ask-reverse-dns' for a static VIP. */
export function judgeVip(
  { vip, name, sourceAddress }: VipProposal,
  { range, isOwn, isFreeFor, carriesPhysicalVips }: VipFacts,
): VipJudgement | { kind: 'ask-reverse-dns' } {
  const isRanged = isInRange(range, vip)
  if (isRanged && !isProposable(range, vip)) return refused('reserved')
  if (!isRanged && !isHostAddress(vip)) return refused('unusable')
  if (isOwn(vip)) return refused('own')
  if (!isFreeFor(vip, name)) return refused('in-use')
  if (isRanged) return isNameless(name) ? refused('not-confirmed') : accepted(false)
  if (vip === sourceAddress) return carriesPhysicalVips ? accepted(true) : refused('unusable')
  return isNameless(name) ? refused('not-confirmed') : { kind: 'ask-reverse-dns' }
}

/** The same with reverse DNS. Between question and answer the VIP may have become another's. */
export async function acceptVip(
  proposal: VipProposal,
  facts: VipFacts,
  reverseName: (address: string) => Promise<DnsName | undefined>,
): Promise<VipJudgement> {
  const judgement = judgeVip(proposal, facts)
  if (judgement.kind !== 'ask-reverse-dns') return judgement
  const confirmed = await reverseName(proposal.vip)
  if (confirmed === undefined || !sameName(confirmed, proposal.name)) {
    return refused('not-confirmed')
  }
  return facts.isFreeFor(proposal.vip, proposal.name) ? accepted(false) : refused('in-use')
}

/** Of a VIP that was accepted: a physical address. */
export function isOneSided(judgement: VipJudgement): boolean {
  return judgement.kind === 'accepted' && judgement.oneSided
}

function accepted(oneSided: boolean): VipJudgement {
  return { kind: 'accepted', oneSided }
}

function refused(reason: VipRefusal): VipJudgement {
  return { kind: 'refused', reason }
}
