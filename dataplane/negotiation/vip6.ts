// The IPv6 VIP (PROTOCOL section 9, paper 4.1.3): it follows from the host key and proves itself.
import { createHash } from 'node:crypto'
import { formatIpv6 } from '../wire/dns-address.ts'

/** `fd56:4950::/32` and 96 bits of SHA-256 over the Ed25519 key. */
export function vip6Of(hostKey: Uint8Array): string {
  const hash = createHash('sha256').update(hostKey).digest()
  return formatIpv6(Uint8Array.of(0xfd, 0x56, 0x49, 0x50, ...hash.subarray(0, 12)))
}
