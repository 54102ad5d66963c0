// Which endpoints packets may be sent to, whoever names them: a peer, or DNS.
import { parseIpv4, parseIpv6 } from '../wire/dns-address.ts'

/** The address of `192.0.2.1:10567` or `[2001:db8::1]:10567`. */
export function addressOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '')
}

/** No address of this machine alone, of many, of none, nor a VIP, which would loop. */
export function isUsableEndpoint(endpoint: string): boolean {
  return isHostAddress(addressOf(endpoint))
}

/**
 * IPv4 addresses that each network has for itself (RFC 1918, RFC 6598, RFC 3927): whichever one is in says whose they are,
 * in reverse DNS too.
 */
export function hasNoOwner(address: string): boolean {
  const [first = 0, second = 0] = parseIpv4(address) ?? []
  if (first === 10) return true
  if (first === 100) return second >= 64 && second < 128
  if (first === 169) return second === 254
  if (first === 172) return second >= 16 && second < 32
  return first === 192 && second === 168
}

/** Whether packets to the address can reach one other host by themselves. */
export function isHostAddress(address: string): boolean {
  const v4 = parseIpv4(address)
  if (v4 !== undefined) {
    const [first = 0] = v4
    return first !== 0 && first !== 127 && first < 224
  }
  const v6 = parseIpv6(address)
  if (v6 === undefined) return false
  const isLow = v6.subarray(0, 15).every((byte) => byte === 0)
  const isVip = v6[0] === 0xfd && v6[1] === 0x56 && v6[2] === 0x49 && v6[3] === 0x50
  return !isLow && !isVip && v6[0] !== 0xff
}
