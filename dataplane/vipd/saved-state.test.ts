import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { SavedStateFile, type SavedState } from './saved-state.ts'

const state: SavedState = {
  enabled: true,
  ownVips: ['240.1.2.3', '240.4.5.6'],
  mappings: [
    {
      name: parseFqdn('b.vipip.net.') as DnsName,
      vip: '240.9.9.9',
      localVip: '240.1.2.3',
      vip6: 'fd56:4950::1',
      localVip6: 'fd56:4950::2',
      oneSided: 'neither',
      state: 'active',
      agreedAtMs: 1,
      lastUsedAtMs: 2,
      endpoints: ['192.0.2.1:10567', '[2001:db8::1]:10567'],
    },
  ],
}

it('comes back as it was, readable by nobody else', () => {
  const folder = temporaryFolder()
  const clock = new FakeClock()
  const file = new SavedStateFile(
    folder,
    clock,
    () => state,
    (error) => {
      throw error
    },
  )
  expect(SavedStateFile.load(folder)).toEqual({ kind: 'none' })
  file.changed()
  file.changed()
  expect(SavedStateFile.load(folder)).toEqual({ kind: 'none' })
  clock.advance(50)
  expect(SavedStateFile.load(folder)).toEqual({ kind: 'loaded', state })
  expect(statSync(join(folder, 'mappings.json')).mode & 0o777).toBe(0o600)
  expect(clock.nextAtMs).toBeUndefined()
})

it.each([
  ['cut off', '{"version":1,"ownVi'],
  ['of another version', '{"version":2,"enabled":true,"ownVips":[],"mappings":[]}'],
  ['with a name that is none', JSON.stringify({ version: 1, ...state }).replace('b.vip', '*.vip')],
  [
    'with an address that is none',
    JSON.stringify({ version: 1, ...state }).replace('240.9', '999'),
  ],
])('is not followed when it is %s', (_, text) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'mappings.json'), text)
  expect(SavedStateFile.load(folder).kind).toBe('unusable')
})

it('tells of a folder that cannot be written, and goes on', () => {
  const faults: string[] = []
  const file = new SavedStateFile(
    join(temporaryFolder(), 'gone'),
    new FakeClock(),
    () => state,
    (error) => faults.push(error.message),
  )
  file.flush()
  expect(faults[0]).toContain('ENOENT')
})
