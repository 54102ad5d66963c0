// `address:port` as people write it.
import { isIPv4, isIPv6 } from 'node:net'

export interface Endpoint {
  address: string
  port: number
}

/** DNS's own port where none is given: `203.0.113.53`, `203.0.113.53:53`, `[2001:db8::53]:53`. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, bracketed, plain, digits = '53'] =
    /^(?:\[([^\]]*)\]|([\d.]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const port = Number(digits)
  if (!(port >= 1 && port <= 0xffff)) return undefined
  if (plain !== undefined && isIPv4(plain)) return { address: plain, port }
  if (bracketed !== undefined && isIPv6(bracketed)) return { address: bracketed, port }
  return undefined
}

export function formatEndpoint({ address, port }: Endpoint): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}
