// Tables, trust and negotiation as the resolver sees them (PROTOCOL section 2).
import type { Clock } from '../lib/clock.ts'
import type { Connection, Discovery, MappedName, NameSource } from '../naming/ports.ts'
import type { HostTrust } from '../negotiation/host-trust.ts'
import type { Negotiation } from '../negotiation/negotiation.ts'
import type { Names } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Rehearsals } from './rehearsals.ts'
import { warmWaiting } from './warm-waiting.ts'

export interface NameSourceParts {
  clock: Clock
  rehearsals: Rehearsals
  ownName: () => DnsName
  /** The first is this host's in DNS; none while mobility is off. */
  ownVips: () => readonly string[]
  ownVip6: string
  names: Names
  trust: Pick<HostTrust, 'isKnown'>
  /** Undefined while mobility is off. */
  negotiation: () => Negotiation | undefined
}

export function nameSource(parts: NameSourceParts): NameSource {
  const { names, trust } = parts
  const own = (): ({ name: DnsName } & MappedName) | undefined => {
    const [vip] = parts.ownVips()
    return vip === undefined ? undefined : { name: parts.ownName(), vip, vip6: parts.ownVip6 }
  }
  return warmWaiting(parts.clock, parts.rehearsals, {
    own,
    mapped(name) {
      const mapping = names.mappingOf(name)
      const negotiation = parts.negotiation()
      if (mapping === undefined || negotiation === undefined) return undefined
      negotiation.asked(name)
      return mapping
    },
    nameOf(vip) {
      if (vip === parts.ownVip6 || parts.ownVips().includes(vip)) return parts.ownName()
      return names.nameOf(vip)
    },
    isTrusted: (name) => parts.negotiation() !== undefined && trust.isKnown(name),
    prepare: (name) => parts.negotiation()?.prepare(name),
    connect(discovery: Discovery, signal: AbortSignal): Promise<Connection> {
      const negotiation = parts.negotiation()
      if (negotiation !== undefined) return negotiation.connect(discovery, signal)
      return Promise.resolve({ kind: 'physical', reason: 'terminated' })
    },
  })
}
