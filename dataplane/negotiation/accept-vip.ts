// Whether a VIP that another host proposes for itself is taken (paper 3.1, PROTOCOL section 3).
import { classE, isInRange, isProposable } from '../tables/vip-range.ts'
import type { VipRange } from '../tables/vip-range.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { sameName } from '../wire/dns-name.ts'
import { isNameless } from './nameless.ts'
import { hasNoOwner, isHostAddress } from '../tables/usable-endpoint.ts'

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
  /** Programs here reach this address itself: a router's, a neighbour's, a name server's. */
  isNeeded: (vip: string) => boolean
  carriesPhysicalVips: boolean
}

export type VipRefusal = 'reserved' | 'own' | 'in-use' | 'unusable' | 'not-confirmed'

export type VipJudgement =
  /** oneSided: it is the host's physical address, and ends when the host moves. */
  { kind: 'accepted'; oneSided: boolean } | { kind: 'refused'; reason: VipRefusal }

/** What DNS has to say for a static VIP. */
export interface VipQuestions {
  reverseName: (address: string) => Promise<DnsName | undefined>
  publishesVip: (name: DnsName, vip: string) => Promise<boolean>
}

/** What can be said without DNS; 'ask-dns' for a static VIP. */
export function judgeVip(
  { vip, name, sourceAddress }: VipProposal,
  { range, isOwn, isFreeFor, isNeeded, carriesPhysicalVips }: VipFacts,
): VipJudgement | { kind: 'ask-dns' } {
  const isRanged = isInRange(range, vip)
  if (isRanged && !isProposable(range, vip)) return refused('reserved')
  if (!isRanged && !isHostAddress(vip)) return refused('unusable')
  if (isOwn(vip)) return refused('own')
  if (!isFreeFor(vip, name)) return refused('in-use')
  if (!isRanged && vip === sourceAddress) {
    return carriesPhysicalVips ? accepted(true) : refused('unusable')
  }
  if (!isInRange(classE, vip) && isNeeded(vip)) return refused('reserved')
  if (!isRanged && hasNoOwner(vip)) return refused('reserved')
  if (isNameless(name)) return refused('not-confirmed')
  return isRanged ? accepted(false) : { kind: 'ask-dns' }
}

/**
 * The same with DNS: the address must be the name's, and the name must propose the address. Between question and answer the
 * VIP may have become another's.
 */
export async function acceptVip(
  proposal: VipProposal,
  facts: VipFacts,
  { reverseName, publishesVip }: VipQuestions,
): Promise<VipJudgement> {
  const judgement = judgeVip(proposal, facts)
  if (judgement.kind !== 'ask-dns') return judgement
  const { vip, name } = proposal
  const [reverse, isPublished] = await Promise.all([reverseName(vip), publishesVip(name, vip)])
  const isConfirmed = isPublished && reverse !== undefined && sameName(reverse, name)
  if (!isConfirmed) return refused('not-confirmed')
  return facts.isFreeFor(vip, name) ? accepted(false) : refused('in-use')
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
