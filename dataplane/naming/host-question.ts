// Which questions are about a host's addresses, and so about its mapping.
import { classes, metaTypes, types } from '../wire/dns-codes.ts'
import type { DnsQuestion } from '../wire/dns-message.ts'
import { labelsOf, parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import { canonical } from './answer-records.ts'
import { isMagicName } from './magic-name.ts'

const bindingTypes: ReadonlySet<number> = new Set([types.HTTPS, types.SVCB])
const addressTypes: ReadonlySet<number> = new Set([
  types.A,
  types.AAAA,
  types.HTTPS,
  types.SVCB,
  metaTypes.ANY,
])

/**
 * The host's FQDN, in the form of the tables; undefined where the question is about no host: other types, names
 * of one label, magic names, and names of services. Bindings of a service (`_8443._https.b.vipip.net`, RFC 9460
 * section 2.3) are about the host behind it.
 */
export function hostNameOf(question: DnsQuestion, magicPrefix: string): DnsName | undefined {
  const { type, class: kind } = question
  if (!addressTypes.has(type) || (kind !== classes.in && kind !== classes.any)) return undefined
  const name = bindingTypes.has(type) ? withoutService(question.name) : question.name
  const fqdn = name && parseFqdn(canonical(name))
  const labels = fqdn === undefined ? [] : labelsOf(fqdn)
  if (fqdn === undefined || labels.length < 2 || labels[0]?.startsWith('_') === true) {
    return undefined
  }
  return isMagicName(fqdn, magicPrefix) ? undefined : fqdn
}

function withoutService(name: DnsName): DnsName | undefined {
  const labels = labelsOf(name)
  const host = labels.slice(labels.findIndex((label) => !label.startsWith('_')))
  return host.length === labels.length ? name : parseDnsName(host.join('.'))
}
