import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { isNameless, namelessName } from './nameless.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import { parseIpv6 } from '../wire/dns-address.ts'
import { vip6Of } from './vip6.ts'

it('is the prefix and 96 bits of SHA-256 over the host key', () => {
  const key = new Uint8Array(32).fill(7)
  const hash = createHash('sha256').update(key).digest('hex')
  const bytes = Buffer.from(parseIpv6(vip6Of(key)) ?? []).toString('hex')
  expect(bytes).toBe(`fd564950${hash.slice(0, 24)}`)
})

it('a host without a name is called by its key, in no zone', () => {
  const name = namelessName(new Uint8Array(32).fill(7))
  expect(parseFqdn(name)).toBe(name)
  expect(isNameless(name)).toBe(true)
  expect(namelessName(new Uint8Array(32).fill(8))).not.toBe(name)
})
