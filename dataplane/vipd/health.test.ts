import { expect, it } from 'vitest'
import { KnownHosts } from '../identity/known-hosts.ts'
import { maxUnaskedBytes } from '../identity/limits.ts'
import { healthRows } from './health.ts'
import type { HealthSources } from './health.ts'

const sources: HealthSources = {
  enabled: true,
  addresses: [{ address: '192.0.2.1' } as HealthSources['addresses'][number]],
  upstreams: [{ address: '192.0.2.53', port: 53 }],
  networkFault: undefined,
  lateKeys: [],
  configurationProblems: [],
  knownHosts: { ok: true, hosts: KnownHosts.parse('') },
  ddns: { problem: null } as HealthSources['ddns'],
  stateFault: undefined,
}

function rowsWith(knownHosts: HealthSources['knownHosts']) {
  return healthRows({ ...sources, knownHosts }).map(({ code, severity }) => [code, severity])
}

it('has nothing to say where all is well', () => {
  expect(healthRows(sources)).toEqual([])
})

it('tells of a trust store that cannot be used, and of one without room for new hosts', () => {
  const fault = { code: 'not-utf8' } as const
  expect(rowsWith({ ok: false, path: '/known_hosts', fault })).toEqual([
    ['trust-store-fault', 'error'],
  ])
  const lines = (bytes: number) =>
    ({ ok: true, hosts: KnownHosts.parse('#'.repeat(bytes)) }) as const
  expect(rowsWith(lines(maxUnaskedBytes - 1))).toEqual([])
  expect(rowsWith(lines(maxUnaskedBytes))).toEqual([['trust-store-full', 'warning']])
})

it('tells of settings that are not in force, and of nobody to ask', () => {
  const networkFault = { problem: 'UDP port 53 is taken', remedy: 'set another' }
  const lateKeys = ['resolver.listen', 'name']
  const rows = healthRows({ ...sources, upstreams: [], networkFault, lateKeys })
  expect(rows.map(({ code }) => code)).toEqual([
    'no-name-server',
    'network-refused',
    'restart-needed',
  ])
  expect(rows[1]?.text).toContain('not in force: UDP port 53 is taken.')
  expect(rows[1]?.remedy).toContain('Set another. Until then')
  expect(rows[2]?.text).toContain('resolver.listen, name.')
})
