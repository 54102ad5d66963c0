// Which addresses are VIPs by themselves, and the names of reverse DNS for addresses of both families
// (RFC 1035 section 3.5, RFC 3596 section 2.5).
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../wire/dns-address.ts'
import { isWithin, labelsOf, parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'

const ipv4Zone = 'in-addr.arpa.' as DnsName
const ipv6Zone = 'ip6.arpa.' as DnsName
/** fd56:4950::/32 (PROTOCOL section 9) as its nibbles stand in a name. */
const ipv6VipZone = '0.5.9.4.6.5.d.f.ip6.arpa.' as DnsName
const firstClassE = 240

/** 240.0.0.0/4. */
export function isClassE(address: string): boolean {
  return (parseIpv4(address)?.[0] ?? 0) >= firstClassE
}

export type ReverseName =
  /** Of one address. */
  | { kind: 'address'; address: string; isVip: boolean }
  /** Within the reverse zones of VIPs, but of no address: `254.in-addr.arpa`, or longer than an address. */
  | { kind: 'vip-zone'; isAbove: boolean }
  | { kind: 'other' }

export function readReverseName(name: DnsName): ReverseName {
  if (isWithin(name, ipv4Zone)) return readIpv4(labelsOf(name).slice(0, -2).reverse())
  if (!isWithin(name, ipv6Zone)) return { kind: 'other' }
  const nibbles = labelsOf(name).slice(0, -2).reverse()
  const isVip = isWithin(name, ipv6VipZone)
  const isHex = nibbles.every((nibble) => /^[0-9a-f]$/i.test(nibble))
  if (isHex && nibbles.length === 32) {
    const bytes = Uint8Array.from(Buffer.from(nibbles.join(''), 'hex'))
    return { kind: 'address', address: formatIpv6(bytes), isVip }
  }
  return isVip ? { kind: 'vip-zone', isAbove: isHex && nibbles.length < 32 } : { kind: 'other' }
}

function readIpv4(numbers: string[]): ReverseName {
  const bytes = numbers.length === 4 ? parseIpv4(numbers.join('.')) : undefined
  const isVip = isClassE(`${numbers[0]}.0.0.0`)
  if (bytes !== undefined) return { kind: 'address', address: formatIpv4(bytes), isVip }
  const isAbove =
    numbers.length < 4 && parseIpv4([...numbers, 0, 0, 0].slice(0, 4).join('.')) !== undefined
  return isVip ? { kind: 'vip-zone', isAbove } : { kind: 'other' }
}

/** Undefined for text that is no address. */
export function reverseNameOf(address: string): DnsName | undefined {
  const v4 = parseIpv4(address)
  if (v4 !== undefined) return parseDnsName(`${[...v4].reverse().join('.')}.${ipv4Zone}`)
  const v6 = parseIpv6(address)
  const hex = v6 && Buffer.from(v6).toString('hex')
  return hex === undefined
    ? undefined
    : parseDnsName(`${hex.split('').reverse().join('.')}.${ipv6Zone}`)
}
