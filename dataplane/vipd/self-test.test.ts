import { expect, it } from 'vitest'
import { openHostKey } from '../identity/host-key.ts'
import type { HostKey } from '../identity/host-key.ts'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { selfTest } from './self-test.ts'
import { StartError } from './start-error.ts'

const name = parseFqdn('a.vipip.net.') as DnsName

function newHostKey(): HostKey {
  const opened = openHostKey(`${temporaryFolder()}/host_key`, 'a')
  if (!opened.ok) throw new Error(opened.fault.code)
  return opened.hostKey
}

it('is passed by a sound host key', () => {
  expect(() => selfTest(newHostKey(), name)).not.toThrow()
})

it('is failed by keys that do not belong together', () => {
  const [own, other] = [newHostKey(), newHostKey()]
  const mixed = { publicKey: own.publicKey, noiseKeys: () => other.noiseKeys() }
  expect(() => selfTest(mixed, name)).toThrow(StartError)
})
