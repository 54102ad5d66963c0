import { expect, test } from 'vitest'
import { addressOf, fqdnOf, labHosts, staticVipOf } from './address-plan.ts'
import { groupFile, hostsFile, nameSwitchFile, resolverFile, shadowFile } from './host-files.ts'

function addressesOf(name: string, hosts: string): (string | undefined)[] {
  return hosts
    .split('\n')
    .filter((line) => line.split('\t')[1]?.split(' ').includes(name))
    .map((line) => line.split('\t')[0])
}

test('with handed-out keys a VIP name has only VIPs, so that no program gets past the tunnel by it', () => {
  for (const host of labHosts) {
    const { v4, v6 } = staticVipOf(host)
    expect(addressesOf(fqdnOf(host), hostsFile('static'))).toEqual([v4, v6])
  }
})

test('with helpers no VIP name is in a file, since the helper has to be asked', () => {
  expect(hostsFile('helpers')).not.toContain('vipip.net')
})

test('physical addresses have names, of the legacy host only where it is', () => {
  const { v4, v6 } = addressOf('c', 'lan2')
  expect(addressesOf('c.lan2.test', hostsFile('helpers'))).toEqual([v4, v6])
  expect(addressesOf('c.lan1.test', hostsFile('helpers'))).toEqual([])
})

test('programs ask the helper where there is one', () => {
  expect(resolverFile('a', 'helpers')).toBe('nameserver 127.105.67.1\n')
  expect(resolverFile('c', 'helpers')).toBe('nameserver 192.0.2.53\n')
  expect(resolverFile('a', 'static')).toMatch(/^nameserver 192.0.2.53\n/)
})

test('host names come from files and DNS, and all else from where it came', () => {
  const machines = 'passwd: files systemd\nhosts: files mdns4_minimal resolve [!UNAVAIL=return]\n'
  expect(nameSwitchFile(machines)).toBe('passwd: files systemd\nhosts: files dns\n')
})

test('terminals are of the group that a user namespace shows, and all else is as it was', () => {
  const machines = 'root:x:0:\ntty:x:5:me,you\nnottty:x:5:\n'
  expect(groupFile(machines)).toBe('root:x:0:\ntty:x:65534:me,you\nnottty:x:5:\n')
  expect(groupFile('root:x:0:\n')).toBe('root:x:0:\n')
})

test('whoever may log in is not locked', () => {
  expect(shadowFile('me')).toBe('me:*:::::::\n')
})
