// The fields of payloads that are more than a number: names, addresses, endpoints.
import type { Shape } from './cbor-shape.ts'
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from './dns-address.ts'
import { parseDnsName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'

/** RFC 1035 section 2.3.4: 255 bytes on the wire are 254 characters with the final dot. */
const MAX_FQDN_CHARACTERS = 254
/**
 * RFC 1123 section 2.1 in lower case, and the underscore that some dynamic-DNS names have. Nothing
 * else: such a name can stand in a known_hosts file, a terminal and a command's arguments as it is.
 */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/

/**
 * A host's FQDN as VIP uses it everywhere: lower case, with its final dot, of plain labels.
 * Undefined for any other text; callers lower-case what a person typed.
 */
export function parseFqdn(text: string): DnsName | undefined {
  if (text.length > MAX_FQDN_CHARACTERS || !text.endsWith('.')) return undefined
  const labels = text.slice(0, -1).split('.')
  return labels.every((label) => LABEL.test(label)) ? parseDnsName(text) : undefined
}

/** @throws RangeError on `write` for what `parseFqdn` refuses */
export const fqdn: Shape<DnsName> = {
  write(name) {
    if (parseFqdn(name) === name) return name
    throw new RangeError('a name in a payload must be a lower-case FQDN')
  },
  read: (value) => (typeof value === 'string' ? parseFqdn(value) : undefined),
}

/** A VIP or another IPv4 address as text, such as `240.1.2.3`; 4 bytes in CBOR. */
export const ipv4Address: Shape<string> = {
  write(text) {
    const bytes = parseIpv4(text)
    if (bytes === undefined) throw new RangeError(`${text} is not an IPv4 address`)
    return bytes
  },
  read: (value) =>
    value instanceof Uint8Array && value.length === 4 ? formatIpv4(value) : undefined,
}

/**
 * `192.0.2.1:10567` or `[2001:db8::1]:10567`, as the packet path writes endpoints; in CBOR the 4 or
 * 16 bytes of the address and 2 of the port. An IPv4 address inside an IPv6 one is refused, since
 * one endpoint would then have two forms; so is port 0.
 */
export const endpoint: Shape<string> = {
  write(text) {
    const bytes = endpointBytes(text)
    if (bytes === undefined) throw new RangeError(`${text} is not an endpoint`)
    return bytes
  },
  read: (value) => (value instanceof Uint8Array ? endpointText(value) : undefined),
}

function endpointBytes(text: string): Uint8Array | undefined {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):([1-9]\d{0,4})$/i.exec(text)
  if (parts === null) return undefined
  const [, v6, v4, portText] = parts
  const address = v6 === undefined ? parseIpv4(v4 ?? '') : parseIpv6(v6)
  const port = Number(portText)
  if (address === undefined || isMappedIpv4(address) || port > 0xffff) return undefined
  return Uint8Array.of(...address, port >>> 8, port & 0xff)
}

function endpointText(bytes: Uint8Array): string | undefined {
  const address = bytes.subarray(0, -2)
  const port = (bytes.at(-2) ?? 0) * 0x100 + (bytes.at(-1) ?? 0)
  if (port === 0 || isMappedIpv4(address)) return undefined
  if (address.length === 4) return `${formatIpv4(address)}:${port}`
  return address.length === 16 ? `[${formatIpv6(address)}]:${port}` : undefined
}

/** RFC 4291 section 2.5.5.2: ::ffff:0:0/96. */
function isMappedIpv4(address: Uint8Array): boolean {
  return (
    address.length === 16 &&
    address.subarray(0, 10).every((byte) => byte === 0) &&
    address[10] === 0xff &&
    address[11] === 0xff
  )
}
