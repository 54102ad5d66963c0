import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readNameServers, systemUpstreams } from './system-upstreams.ts'

test('as glibc reads it', () => {
  const text = `# nameserver 192.0.2.1
search vipip.net
nameserver\t192.0.2.53   # the router
nameserver 2001:db8::53
 nameserver 192.0.2.2
nameserver fe80::1%eth0
nameserver somewhere
nameserver 198.51.100.1
nameserver 198.51.100.2
`
  expect(readNameServers(text).map(({ address }) => address)).toEqual([
    '192.0.2.53',
    '2001:db8::53',
    '198.51.100.1',
  ])
})

test('without our own address, and none without a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'vip-upstreams-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const [first, second] = [join(directory, 'resolv.conf'), join(directory, 'no-stub')] as const
  const own = { address: '127.105.67.1', port: 53 }
  const found = () => systemUpstreams(own, [first, second]).map(({ address }) => address)
  expect(found()).toEqual([])
  writeFileSync(first, 'nameserver 127.105.67.1\nnameserver 192.0.2.53\n')
  writeFileSync(second, 'nameserver 127.105.67.1\nnameserver 198.51.100.53\n')
  expect(found()).toEqual(['192.0.2.53'])
  // Programs ask nobody but us: then those that the network gave.
  writeFileSync(first, 'nameserver 127.105.67.1\n')
  expect(found()).toEqual(['198.51.100.53'])
})
