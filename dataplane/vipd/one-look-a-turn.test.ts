import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { KnownHosts } from '../identity/known-hosts.ts'
import type { KnownHostsStore } from '../negotiation/host-trust.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { oneLookATurn } from './one-look-a-turn.ts'

const b = 'b.vipip.net.' as DnsName
const key = new Uint8Array(32).fill(7)

/** A file that another program, or we, may change. */
function openStore() {
  const file = { hosts: KnownHosts.parse('') }
  const read = vi.fn<KnownHostsStore['read']>(() => ({ ok: true, hosts: file.hosts }))
  const onChanged = vi.fn<() => void>()
  const change: KnownHostsStore['change'] = (changed) => {
    file.hosts = changed(file.hosts)
    return { ok: true, hosts: file.hosts }
  }
  const store = oneLookATurn({ read, change }, onChanged)
  const trusted = () => {
    const result = store.read()
    return result.ok && result.hosts.trustOf(b).trusted.length > 0
  }
  return { file, read, store, trusted, onChanged }
}

const withB = (hosts: KnownHosts) => hosts.withTrusted(b, key, 'verified', 0)

test('looks once, however often it is asked in one turn', async () => {
  const { read, trusted } = openStore()
  expect([trusted(), trusted()]).toEqual([false, false])
  await Promise.resolve()
  expect(trusted()).toBe(false)
  expect(read).toHaveBeenCalledTimes(1)
})

test('sees in the next turn what another program has written', async () => {
  const { file, trusted } = openStore()
  expect(trusted()).toBe(false)
  file.hosts = withB(file.hosts)
  await turn()
  expect(trusted()).toBe(true)
})

test('sees at once what is written through it', () => {
  const { store, trusted } = openStore()
  expect(trusted()).toBe(false)
  store.change(withB)
  expect(trusted()).toBe(true)
})

test('tells of what is written through it, once it can be seen', () => {
  const { store, trusted, onChanged } = openStore()
  const seen: boolean[] = []
  onChanged.mockImplementation(() => seen.push(trusted()))
  expect(trusted()).toBe(false)
  store.change(withB)
  expect(seen).toEqual([true])
})

test('tells of nothing that could not be written', () => {
  const onChanged = vi.fn<() => void>()
  const fault = { ok: false, path: '', fault: { code: 'not-utf8' } } as const
  oneLookATurn({ read: () => fault, change: () => fault }, onChanged).change(withB)
  expect(onChanged).not.toHaveBeenCalled()
})
