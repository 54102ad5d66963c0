// Names for people and scripts stand without their final dot; inside they have it.
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'

export function nameText(name: DnsName): string {
  return name.replace(/\.$/, '')
}

/** Undefined for what cannot be a host's name. */
export function nameFromText(text: string): DnsName | undefined {
  return parseFqdn(`${text.toLowerCase().replace(/\.$/, '')}.`)
}
