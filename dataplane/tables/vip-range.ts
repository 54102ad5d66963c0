// The range that VIPs are drawn from, 240.0.0.0/4 unless configured otherwise (PROTOCOL section 3).
import { formatIpv4, parseIpv4 } from '../wire/dns-address.ts'

export interface VipRange {
  /** The lowest address of the range, as a 32-bit number. */
  first: number
  prefixLength: number
}

export const classE: VipRange = { first: 0xf000_0000, prefixLength: 4 }

/** Undefined where the text is no `address/prefix length`, or has bits behind the prefix. */
export function parseVipRange(text: string): VipRange | undefined {
  const [address = '', length = '', ...rest] = text.split('/')
  const bytes = parseIpv4(address)
  const prefixLength = /^\d{1,2}$/.test(length) ? Number(length) : 33
  if (bytes === undefined || prefixLength > 32 || rest.length > 0) return undefined
  const first = numberOf(bytes)
  return (first & hostMask(prefixLength)) === 0 ? { first, prefixLength } : undefined
}

/** All IPv4 addresses with the same prefix; undefined for what is no IPv4 address. */
export function rangeAround(address: string, prefixLength: number): VipRange | undefined {
  const bytes = parseIpv4(address)
  return bytes && { first: (numberOf(bytes) & ~hostMask(prefixLength)) >>> 0, prefixLength }
}

/** The VIP at a random 32-bit number's place in the range. */
export function vipOfNumber({ first, prefixLength }: VipRange, random: number): string {
  const number = (first | (random & hostMask(prefixLength))) >>> 0
  return formatIpv4(
    Uint8Array.of(number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff),
  )
}

export function isInRange({ first, prefixLength }: VipRange, vip: string): boolean {
  const bytes = parseIpv4(vip)
  if (bytes === undefined) return false
  return (numberOf(bytes) & ~hostMask(prefixLength)) >>> 0 === first >>> 0
}

/**
 * In the range, and neither its first address nor one that ends as a broadcast (255.255.255.255
 * above all).
 */
export function isProposable(range: VipRange, vip: string): boolean {
  if (!isInRange(range, vip) || vip === '255.255.255.255') return false
  const bytes = parseIpv4(vip)
  return bytes !== undefined && numberOf(bytes) !== range.first >>> 0
}

function numberOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
}

function hostMask(prefixLength: number): number {
  return prefixLength === 32 ? 0 : 0xffff_ffff >>> prefixLength
}
