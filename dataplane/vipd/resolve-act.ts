// `vip resolve`: what an application would get for a name, and why, by the same steps as the resolver's.
import type { Resolution } from '../contract/calls.ts'
import type { Discover, MappedName, NameSource } from '../naming/ports.ts'
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { nameText } from './name-text.ts'
import { addressesOf } from './physical-address.ts'

export interface ResolveSources {
  clock: Clock
  isEnabled: () => boolean
  source: Pick<NameSource, 'mapped' | 'own' | 'isTrusted' | 'connect'>
  discover: Discover
  /** Of a peer, the one in use first; none while mobility is off. */
  endpointsOf: (name: DnsName) => readonly string[]
  /** Of the negotiation that has just ended; 0 where none was needed. */
  roundsOf: (name: DnsName) => number
}

export async function resolveName(
  sources: ResolveSources,
  name: DnsName,
  onlyPhysical: boolean,
  signal: AbortSignal,
): Promise<Resolution> {
  const { clock, source, discover } = sources
  const startedMs = clock.nowMs()
  const answer = (rest: Omit<Resolution, 'name' | 'elapsedMs'>): Resolution => ({
    name: nameText(name),
    elapsedMs: Math.round((clock.nowMs() - startedMs) * 1000) / 1000,
    ...rest,
  })
  const asVip = ({ vip }: MappedName, reason: 'mapped' | 'negotiated', physical: string[]) =>
    answer({ kind: 'vip', address: vip, physical, rounds: sources.roundsOf(name), reason })

  const own = source.own()
  const mapped = own?.name === name ? own : source.mapped(name)
  const places = addressesOf(sources.endpointsOf(name))
  const [place] = places
  if (mapped !== undefined && !onlyPhysical) {
    // No program waits for what DNS says of it.
    const answered = { ...asVip(mapped, 'mapped', places), rounds: 0 }
    if (place !== undefined) return answered
    return { ...answered, physical: (await discover(name, { signal }))?.addresses ?? [] }
  }
  if (onlyPhysical && place !== undefined) {
    const reason = 'peer-endpoint'
    return answer({ kind: 'vip', address: place, physical: places, rounds: 0, reason })
  }
  const discovery = await discover(name, { signal })
  if (discovery === undefined) {
    const none = { address: null, physical: [], rounds: 0 }
    return answer({ kind: 'unreachable', ...none, reason: 'dns-failed' })
  }
  const physical = discovery.addresses
  const first = physical[0] ?? null
  const asIs = (kind: Resolution['kind'], reason: Resolution['reason']) =>
    first === null
      ? answer({ kind: 'unreachable', address: null, physical, rounds: 0, reason: 'no-such-name' })
      : answer({ kind, address: first, physical, rounds: 0, reason })
  if (!sources.isEnabled()) return asIs('legacy', 'switched-off')
  const isKnown = mapped !== undefined || source.isTrusted(name)
  if (discovery.magic.kind === 'absent' && !isKnown) return asIs('legacy', 'legacy-host')
  if (onlyPhysical) return asIs('vip', 'dns-address')

  const connection = await source.connect(discovery, signal)
  const rounds = sources.roundsOf(name)
  switch (connection.kind) {
    case 'vip':
      return asVip(connection, 'negotiated', physical)
    case 'physical': {
      const { reason } = connection
      const reached = first === null ? 'unreachable' : 'legacy'
      const kind = reason === 'pending' ? 'pending' : reached
      const words = { pending: 'key-to-check', refused: 'refused-by-peer' } as const
      const said = reason === 'pending' || reason === 'refused' ? words[reason] : reason
      return answer({ kind, address: first, physical, rounds, reason: said })
    }
    case 'refused': {
      const { reason } = connection
      const kind = reason === 'no-answer' ? 'unreachable' : 'refused'
      return answer({
        kind,
        address: null,
        physical,
        rounds,
        reason: refusalText(reason),
      })
    }
    default:
      return connection satisfies never
  }
}

/** As many questions as one person can be asked are open: this key, too, waits for them. */
function refusalText(reason: string): Resolution['reason'] {
  return reason === 'too-many-questions' ? 'key-to-check' : (reason as Resolution['reason'])
}
