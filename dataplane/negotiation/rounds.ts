// What two hosts have said to each other in one round (paper 3.1 steps 1 to 3), and what follows.

/** A proposal for the sender, and its verdict on the receiver's last one. */
export interface Statement {
  senderVip: string
  /** Missing only in a Request whose sender knows of no proposal. */
  receiverVip?: { vip: string; isAccepted: boolean } | undefined
}

export interface RoundResult {
  /** Both have accepted: this pair is agreed. */
  agreed: { own: string; peer: string } | undefined
  /** The verdict on our statement's VIP, as far as it is about that one. */
  isOurVipAccepted: boolean
}

/**
 * `ours` was answered by `theirs`, or theirs by ours: either way both must take, in the same round,
 * the very VIP that the other one proposes in it.
 */
export function concludeRound(ours: Statement, theirs: Statement): RoundResult {
  const isOurVipAccepted = takes(theirs, ours.senderVip)
  const isTheirVipAccepted = takes(ours, theirs.senderVip)
  const agreed =
    isOurVipAccepted && isTheirVipAccepted
      ? { own: ours.senderVip, peer: theirs.senderVip }
      : undefined
  return { agreed, isOurVipAccepted }
}

function takes({ receiverVip }: Statement, vip: string): boolean {
  return receiverVip?.vip === vip && receiverVip.isAccepted
}
