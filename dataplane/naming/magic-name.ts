// The name whose A record says that a host speaks VIP (PROTOCOL section 2, paper 3.1).
import { labelsOf, parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'

/** The paper's magic number, and the hyphen before the host's own name. */
export const defaultMagicPrefix = 'VIP105067072021-'

/** As long, and nobody's: what answers for it answers for every name. */
const controlPrefix = 'VIP000000000000-'

/** Undefined where the first label has no room for the prefix: such a host cannot speak VIP. */
export function magicName(name: DnsName, prefix: string): DnsName | undefined {
  return parseDnsName(`${prefix}${name}`)
}

/** Beside the magic name: has an address only where a wildcard, or a lying resolver, answers for anything. */
export function controlName(name: DnsName): DnsName | undefined {
  return parseDnsName(`${controlPrefix}${name}`)
}

/** Whether it is the magic name of some host, and so no host itself. */
export function isMagicName(name: DnsName, prefix: string): boolean {
  const first = labelsOf(name)[0]?.toLowerCase() ?? ''
  return [prefix, controlPrefix].some((each) => first.startsWith(each.toLowerCase()))
}
