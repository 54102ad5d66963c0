// ESP datagrams made by hand, with the keys of a tunnel, for what an honest peer would never send.
import { sealAead } from 'tun-tap/aead'
import type { TunnelCipher } from './tunnel-network.ts'

export type EspAssociation = {
  cipher: TunnelCipher
  spi: number
  /** 36 bytes in hexadecimal digits: the key, then the salt. */
  key: string
}

export const ipv4NextHeader = 4
export const ipv6NextHeader = 41

/** As core/esp.h draws it; `padding` replaces the bytes 1, 2, 3 … that RFC 4303 section 2.4 wants. */
export function sealEsp(
  { cipher, spi, key }: EspAssociation,
  sequence: number,
  nextHeader: number,
  inner: Uint8Array,
  padding = rightPadding(inner.length),
): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32BE(spi, 0)
  header.writeUInt32BE(sequence, 4)
  header.writeUInt32BE(sequence, 12)
  const secret = Buffer.from(key, 'hex')
  const body = Buffer.concat([inner, padding, Uint8Array.of(padding.length, nextHeader)])
  const sealed = sealAead(
    {
      cipher,
      backend: 'openssl',
      key: secret.subarray(0, 32),
      nonce: Buffer.concat([secret.subarray(32), header.subarray(8)]),
      additional: header.subarray(0, 8),
    },
    body,
  )
  return Buffer.concat([header, sealed])
}

function rightPadding(innerBytes: number): Uint8Array {
  return Uint8Array.from({ length: -(innerBytes + 2) & 3 }, (_, index) => index + 1)
}

/** An IPv4 packet without options that carries RFC 3692's experimental protocol. */
export function innerIpv4(source: string, destination: string, payload: Uint8Array): Buffer {
  const header = Buffer.from('4500000000000000' + '40fd0000' + '0000000000000000', 'hex')
  header.writeUInt16BE(header.length + payload.length, 2)
  header.set(ipv4Bytes(source), 12)
  header.set(ipv4Bytes(destination), 16)
  header.writeUInt16BE(checksum(header), 10)
  return Buffer.concat([header, payload])
}

/** An IPv6 packet after whose header nothing follows that anybody answers (RFC 8200 section 4.7). */
export function innerIpv6(source: string, destination: string, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(40)
  header.writeUInt32BE(0x60000000, 0)
  header.writeUInt16BE(payload.length, 4)
  header.set([59, 64], 6)
  header.set(ipv6Bytes(source), 8)
  header.set(ipv6Bytes(destination), 24)
  return Buffer.concat([header, payload])
}

function ipv4Bytes(address: string): number[] {
  return address.split('.').map(Number)
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const zeros = Array<string>(8 - groups(head).length - groups(tail).length).fill('0')
  const all = [...groups(head), ...zeros, ...groups(tail)]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

/** RFC 1071, of a header of even length. */
function checksum(header: Buffer): number {
  let sum = 0
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
