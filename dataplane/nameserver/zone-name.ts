// The name of a zone as a person gives it.
import { labelsOf, parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'

/** "hostmaster" and its length come before it (initial-zone.ts). */
const MAX_ZONE_CHARACTERS = 240

/** In lower case. Host names' characters and `_` only: a zone is also a file's name. */
export function parseZoneName(text: string): DnsName | undefined {
  const name = parseDnsName(text.toLowerCase())
  if (name === undefined || name === '.' || name.length > MAX_ZONE_CHARACTERS) return undefined
  const isFit = labelsOf(name).every((label) => /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label))
  return isFit ? name : undefined
}
