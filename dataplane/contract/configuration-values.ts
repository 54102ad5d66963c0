// The texts that stand in a configuration, read into one form each. Total: what is not of the form is undefined.
import * as v from 'valibot'

/**
 * RFC 1123 section 2.1 and the underscore that some dynamic-DNS names have: what a VIP payload can carry, since a name stands in
 * known_hosts files and terminals as it is.
 */
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
/** RFC 1035 section 2.3.4: 255 bytes on the wire are 253 characters between the dots. */
const maxNameCharacters = 253

/**
 * A DNS name in lower case without its final dot, of at least so many labels. An address is none:
 * no top-level domain is a number (RFC 3696 section 2).
 */
export function domainNameText(text: string, leastLabels: number): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '')
  const labels = name.split('.')
  const isName =
    name.length <= maxNameCharacters &&
    labels.length >= leastLabels &&
    labels.every((each) => label.test(each)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  return isName ? name : undefined
}

/** `203.0.113.53:53` or `[2001:db8::53]:53` of an address with or without a port from 1 to 65535. */
export function endpointText(text: string, defaultPort: number): string | undefined {
  if (v.IPV6_REGEX.test(text)) return `[${text.toLowerCase()}]:${defaultPort}`
  const parts = hostAndPort(text, defaultPort)
  if (parts === undefined) return undefined
  const { host, port, isBracketed } = parts
  if (isBracketed) return v.IPV6_REGEX.test(host) ? `[${host.toLowerCase()}]:${port}` : undefined
  return v.IPV4_REGEX.test(host) ? `${host}:${port}` : undefined
}

/** The same, or a DNS name: `ns1.vipip.net:53`. */
export function serverText(text: string, defaultPort: number): string | undefined {
  const endpoint = endpointText(text, defaultPort)
  if (endpoint !== undefined) return endpoint
  const parts = hostAndPort(text, defaultPort)
  const name = parts && !parts.isBracketed ? domainNameText(parts.host, 1) : undefined
  return name === undefined ? undefined : `${name}:${parts?.port}`
}

function hostAndPort(text: string, defaultPort: number) {
  const parts = /^(?:\[([^\]]+)\]|([^[\]:]+))(?::([1-9]\d{0,4}))?$/.exec(text)
  if (parts === null) return undefined
  const [, bracketed, plain, digits] = parts
  const port = digits === undefined ? defaultPort : Number(digits)
  if (port > 0xffff) return undefined
  return { host: bracketed ?? plain ?? '', port, isBracketed: bracketed !== undefined }
}

/** Whether an endpoint as `endpointText` makes it stays on this machine: 127.0.0.0/8 or ::1. */
export function isLoopback(endpoint: string): boolean {
  return endpoint.startsWith('127.') || endpoint.startsWith('[::1]:')
}

export type Ipv4Prefix = {
  /** Its bits behind the prefix are zero. */
  destination: string
  prefixLength: number
}

/** Of `240.0.0.0/4`. Undefined also where bits are set behind the prefix. */
export function ipv4Prefix(text: string): Ipv4Prefix | undefined {
  const [, destination = '', digits] = /^([\d.]+)\/(\d|[12]\d|3[0-2])$/.exec(text) ?? []
  if (digits === undefined || !v.IPV4_REGEX.test(destination)) return undefined
  const prefixLength = Number(digits)
  const size = 2 ** (32 - prefixLength)
  return ipv4Number(destination) % size === 0 ? { destination, prefixLength } : undefined
}

export function isWithin(inner: Ipv4Prefix, outer: Ipv4Prefix): boolean {
  const size = 2 ** (32 - outer.prefixLength)
  const offset = ipv4Number(inner.destination) - ipv4Number(outer.destination)
  return inner.prefixLength >= outer.prefixLength && offset >= 0 && offset < size
}

function ipv4Number(address: string): number {
  return address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0)
}
