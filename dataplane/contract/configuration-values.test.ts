import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  domainNameText,
  endpointText,
  ipv4Prefix,
  isLoopback,
  isWithin,
  serverText,
} from './configuration-values.ts'

test('names are lower case without a final dot, of labels that a payload can carry', () => {
  expect(domainNameText('Laptop.VIPip.net.', 2)).toBe('laptop.vipip.net')
  expect(domainNameText('_a.b-c.x1', 2)).toBe('_a.b-c.x1')
  expect(domainNameText('home', 1)).toBe('home')
  const longest = `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(61)}`
  expect(domainNameText(longest, 2)).toHaveLength(253)
  for (const wrong of [
    '',
    '.',
    'home',
    'a..b',
    '.a.b',
    'a.b..',
    '-a.b',
    'a-.b',
    'ä.b',
    'a.1',
    `${longest}b`,
  ]) {
    expect(domainNameText(wrong, 2), wrong).toBe(undefined)
  }
})

test('endpoints get a port, servers may have a name', () => {
  expect(endpointText('192.0.2.1', 53)).toBe('192.0.2.1:53')
  expect(endpointText('192.0.2.1:1', 53)).toBe('192.0.2.1:1')
  expect(endpointText('2001:DB8::1', 53)).toBe('[2001:db8::1]:53')
  expect(endpointText('[2001:db8::1]:65535', 53)).toBe('[2001:db8::1]:65535')
  expect(serverText('NS1.vipip.net:5353', 53)).toBe('ns1.vipip.net:5353')
  expect(serverText('192.0.2.1', 443)).toBe('192.0.2.1:443')
  for (const wrong of [
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1:',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '[192.0.2.1]:1',
    '[::1',
    '::1]:2',
    'a:b:c',
    '[ns1]:1',
  ]) {
    expect(endpointText(wrong, 53), wrong).toBe(undefined)
    expect(serverText(wrong, 53), wrong).toBe(undefined)
  }
})

test('loopback is this machine', () => {
  expect(isLoopback('127.105.67.1:53')).toBe(true)
  expect(isLoopback('[::1]:53')).toBe(true)
  expect(isLoopback('12.7.0.0:53')).toBe(false)
  expect(isLoopback('[::12]:53')).toBe(false)
})

const vip = { destination: '240.0.0.0', prefixLength: 4 }

test('prefixes have no bits behind them, and lie in each other', () => {
  expect(ipv4Prefix('240.0.0.0/4')).toEqual(vip)
  expect(ipv4Prefix('255.255.255.255/32')).toBeDefined()
  expect(ipv4Prefix('0.0.0.0/0')).toBeDefined()
  for (const wrong of [
    '240.0.0.0',
    '240.0.0.0/33',
    '240.0.0.0/04',
    '240.0.0.1/31',
    '248.0.0.0/4',
    '/4',
  ]) {
    expect(ipv4Prefix(wrong), wrong).toBe(undefined)
  }
  const isIn = (text: string) => isWithin(ipv4Prefix(text)!, vip)
  expect(isIn('240.0.0.0/4')).toBe(true)
  expect(isIn('255.255.255.240/28')).toBe(true)
  expect(isIn('239.255.255.0/24')).toBe(false)
  expect(isIn('224.0.0.0/3')).toBe(false)
})

test('any text is of the form or not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const name = domainNameText(text, 1)
      expect(name === undefined || domainNameText(name, 1) === name).toBe(true)
      const server = serverText(text, 53)
      expect(server === undefined || serverText(server, 1) === server).toBe(true)
      ipv4Prefix(text)
    }),
  )
})
