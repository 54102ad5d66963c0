// The Replies that this host gives (PROTOCOL section 3).
import { maxEndpoints } from '../wire/payloads.ts'
import type { Reply, Request } from '../wire/payloads.ts'
import type { Context } from './context.ts'

type Accepted = Extract<Reply, { trust: 'accepted' }>

/** A person has to decide first; nothing of this handshake is used. */
export function pendingReply(context: Context, observedSource: string): Reply {
  const { hostKey } = context.ports
  const senderName = context.ownIdentity()
  return { trust: 'pending', senderName, hostKey: hostKey.publicKey, observedSource }
}

/** The keys are used, or the negotiation ends, where 0.0.0.0 is proposed. */
export function acceptedReply(
  context: Context,
  { senderName: receiverName }: Request,
  observedSource: string,
  said: Pick<Accepted, 'senderVip' | 'receiverVip' | 'spi' | 'transform'>,
): Reply {
  const { ports } = context
  const own = ports.ownEndpoints().slice(0, maxEndpoints)
  const source = ports.sourceTowards(observedSource) ?? own[0] ?? observedSource
  return {
    trust: 'accepted',
    ...said,
    senderName: context.ownIdentity(),
    ...(receiverName === undefined ? {} : { receiverName }),
    hostKey: ports.hostKey.publicKey,
    endpoints: own.length > 0 ? own : [source],
    source,
    observedSource,
    hasVip6: ports.ownVip6() !== undefined,
  }
}
