// Hosts without a DNS name (paper 4.2.1) are told apart by their keys. The name that stands for one
// in our tables ends in .invalid (RFC 6761 section 6.4), where DNS has none.
import { createHash } from 'node:crypto'
import type { DnsName } from '../wire/dns-name.ts'

const suffix = '.nameless.invalid.'

export function namelessName(hostKey: Uint8Array): DnsName {
  const hash = createHash('sha256').update(hostKey).digest('hex')
  return `k${hash.slice(0, 40)}${suffix}` as DnsName
}

export function isNameless(name: DnsName): boolean {
  return name.endsWith(suffix)
}
