// What an application gets for a name with which there is no agreement in time (PROTOCOL section
// 3).
import type { DnsName } from '../wire/dns-name.ts'
import { noVip } from './accept-vip.ts'
import type { Context } from './context.ts'
import { OwnProposals } from './own-proposals.ts'
import { calledEndpoints } from './peer-endpoints.ts'
import type { Connection, Discovery, FailureReason, RefusalReason } from './ports.ts'

/** What people are told as it is; of a stranger all else is that it refused. */
const plainReasons = ['pending', 'no-answer', 'terminated', 'trust-store-full'] as const

/**
 * A stranger is reached as if there were no VIP; a name whose key is trusted never is: it keeps the
 * VIP that is proposed for it, and packets wait or fail as unreachable.
 */
export function withoutAgreement(
  context: Context,
  discovery: Discovery,
  reason: FailureReason,
): Connection {
  const { name } = discovery
  // A store that cannot be read may have a key for anybody.
  const isTrusted = context.ports.trust.trustedKeys(name)?.length !== 0
  if (isRefusal(reason) && (isTrusted || isAboutKey(reason))) return { kind: 'refused', reason }
  if (isTrusted) return expected(context, discovery) ?? { kind: 'refused', reason: 'no-answer' }
  return { kind: 'physical', reason: plainReasons.find((each) => each === reason) ?? 'refused' }
}

/** Whether it is more than that nobody has answered yet. */
export function isRefusal(reason: FailureReason): reason is RefusalReason {
  return reason !== 'pending' && reason !== 'no-answer'
}

/** Such a key is no stranger's: a person, the store or DNS says something against it. */
function isAboutKey(reason: RefusalReason): boolean {
  return !['terminated', 'too-many-questions', 'trust-store-full'].includes(reason)
}

/** The VIP that a silent, trusted host is expected to take when it is there again. */
function expected(context: Context, discovery: Discovery): Connection | undefined {
  const { names, endpoints, associations } = context.ports
  const { name, magic } = discovery
  const vip = magic.kind === 'present' ? magic.vip : undefined
  const called = calledEndpoints(discovery, endpoints.of(name))
  if (vip === undefined || !context.isFree({ vip, name })) return undefined
  const localVip = ownProposal(context, name, called[0] ?? '')
  if (localVip === undefined) return undefined
  const fault = associations.restore(name, { local: localVip, remote: vip }, undefined, called)
  if (fault !== undefined) {
    context.noteVipFault(fault)
    return undefined
  }
  names.agree(name, { vip, localVip, oneSided: 'neither' })
  return { kind: 'vip', vip }
}

function ownProposal(context: Context, name: DnsName, endpoint: string): string | undefined {
  const { current } = new OwnProposals(context, name, endpoint)
  return current === noVip ? undefined : current
}
