// What DNS says of this host, beside what is so.
import type { Status } from '../../contract/model.ts'
import type { Discovery } from '../../naming/ports.ts'
import type { Check } from './check.ts'
import { ok } from './check.ts'

/** Undefined where a health row says that there is none. */
export function addressCheck({ addresses }: Status): Check | undefined {
  if (addresses.length === 0) return undefined
  const list = addresses.map(({ address, interface: name }) => `${address} (${name})`).join(', ')
  return ok('network', `This computer is reachable under ${list}.`)
}

export function nameChecks(
  { name, addresses, vips }: Status,
  found: Discovery | undefined,
): Check[] {
  if (found === undefined) {
    return [
      {
        code: 'dns-failed',
        severity: 'error',
        text: `No name server answers about ${name}.`,
        remedy: 'Check the network, and the name servers under resolver.upstream.',
      },
    ]
  }
  const own = addresses.map(({ address }) => address)
  const isCurrent = found.addresses.some((address) => own.includes(address))
  const { magic } = found
  const isMagic = magic.kind === 'present'
  const isProposed = isMagic && magic.vip === vips[0]
  return [
    isCurrent
      ? ok('dns-address', `DNS has a present address of ${name}.`)
      : {
          code: 'dns-address',
          severity: 'error',
          text: `DNS says that ${name} is at ${found.addresses.join(', ') || 'no address'}, where this computer is not.`,
          remedy:
            'See "vip ddns", or update its A and AAAA records; others ignore calls from elsewhere.',
        },
    isProposed
      ? ok('dns-magic', `DNS says that ${name} speaks VIP, and proposes ${vips[0]}.`)
      : {
          code: 'dns-magic',
          severity: isMagic ? 'info' : 'warning',
          text: isMagic
            ? `DNS proposes another VIP for ${name} than ${vips[0]}: peers need one round more.`
            : `DNS does not say that ${name} speaks VIP: others cannot call this computer by its VIP.`,
          remedy: `See "vip ddns", or set the A record of the magic name to ${vips[0]}.`,
        },
  ]
}
