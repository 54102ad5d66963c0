// The parser of the kernel's messages, on datagrams that were recorded from Linux 6.18 (the fuzzer's corpus
// begins with the same). Needs no rights.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadAddon } from '../load-addon.ts'
import type { NetlinkAddon, NetlinkMessage } from '../netlink.ts'

const recordings = new URL('../fuzz/corpus/netlink/', import.meta.url)
const NLMSG_HEADER_BYTES = 16

function recorded(name: string): Buffer {
  return readFileSync(new URL(name, recordings))
}

function parse(datagram: Uint8Array) {
  return loadAddon<NetlinkAddon>().parseNetlink(datagram)
}

function messagesOf(name: string): NetlinkMessage[] {
  const { messages, malformed } = parse(recorded(name))
  expect(malformed).toBe(false)
  return messages
}

function onlyMessageOf(name: string): NetlinkMessage {
  const messages = messagesOf(name)
  expect(messages).toHaveLength(1)
  return messages[0] as NetlinkMessage
}

const veth = {
  linkKind: 'veth',
  up: true,
  running: true,
  carrier: true,
  loopback: false,
  pointToPoint: false,
  operState: 'up',
  mtu: 1500,
}

describe('links', () => {
  it('says what a link is and how it is', () => {
    const { kind, removed, object } = onlyMessageOf('link-veth-up')
    expect({ kind, removed }).toEqual({ kind: 'link', removed: false })
    expect(object).toEqual({ ...veth, index: 3, name: 'v0' })
  })

  it('reads all links of a dump', () => {
    const loopback = { ...veth, linkKind: null, loopback: true, operState: 'down', mtu: 65536 }
    expect(messagesOf('dump-links').map(({ object }) => object)).toEqual([
      { ...loopback, index: 1, name: 'lo', up: false, running: false },
      { ...veth, index: 2, name: 'v1' },
      { ...veth, index: 3, name: 'v0' },
    ])
  })

  it('sees a link go', () => {
    const { kind, removed, object } = onlyMessageOf('link-removed')
    expect({ kind, removed }).toEqual({ kind: 'link', removed: true })
    expect(object).toMatchObject({ name: 'b0', linkKind: 'bridge' })
  })

  it('does not take a link that left a bridge for one that is gone', () => {
    expect(onlyMessageOf('bridge-port-removed')).toMatchObject({ kind: 'other', object: null })
  })

  it('does not take a wireless event, which describes nothing else, for the state of the link', () => {
    const wireless = Buffer.from('08000b0000000000', 'hex')
    expect(parse(withAttribute('link-veth-up', wireless)).messages).toMatchObject([
      { kind: 'other', object: null },
    ])
  })
})

describe('addresses', () => {
  it('tells its own address from the peer', () => {
    expect(onlyMessageOf('address-ipv4-peer').object).toEqual({
      interfaceIndex: 3,
      family: 4,
      address: '198.51.100.1',
      prefixLength: 32,
      peer: '198.51.100.2',
      scope: 'global',
      tentative: false,
      deprecated: false,
      dadFailed: false,
      temporary: false,
      preferredLifetimeS: null,
    })
  })

  it('tells how long an address is preferred', () => {
    const { object } = onlyMessageOf('address-ipv4-lifetime')
    expect(object).toMatchObject({
      address: '192.0.2.1',
      prefixLength: 24,
      preferredLifetimeS: 300,
    })
  })

  it('sees that an IPv6 address is not to be used yet', () => {
    const { object } = onlyMessageOf('address-ipv6-tentative')
    expect(object).toMatchObject({ family: 6, address: '2001:db8::1', tentative: true })
  })

  it.each([
    ['temporary', 0x01],
    ['dadFailed', 0x08],
    ['deprecated', 0x20],
  ])('sees the flag %s', (name, bit) => {
    const datagram = recorded('address-ipv6-tentative')
    const flagsAt = datagram.indexOf(Buffer.from('08000800', 'hex')) + 4 // IFA_FLAGS
    datagram.writeUInt32LE(bit, flagsAt)
    expect(parse(datagram).messages[0]?.object).toMatchObject({ [name]: true, tentative: false })
  })

  it('sees an address go', () => {
    expect(onlyMessageOf('address-removed')).toMatchObject({ kind: 'address', removed: true })
  })

  it('reads both families of a dump', () => {
    const addresses = messagesOf('dump-addresses').map(({ object }) => object)
    expect(addresses).toMatchObject([
      { address: '198.51.100.1' },
      { scope: 'link' },
      { address: '2001:db8::1', tentative: false },
      { scope: 'link' },
    ])
  })
})

describe('routes', () => {
  it('reads a default route with its limits', () => {
    expect(onlyMessageOf('route-ipv4-default').object).toEqual({
      family: 4,
      destination: '0.0.0.0',
      prefixLength: 0,
      type: 'unicast',
      scope: 'global',
      table: 254,
      metric: 50,
      tos: 0,
      protocol: 3,
      interfaceIndex: 3,
      gateway: '192.0.2.254',
      source: '192.0.2.1',
      mtu: 1300,
      nextHops: 1,
    })
  })

  it.each([
    ['route-ipv6', { family: 6, destination: '2001:db8:5::', gateway: '2001:db8::9', mtu: 1290 }],
    ['route-ipv4-via-ipv6', { destination: '203.0.113.128', gateway: '2001:db8::9' }],
    ['route-ipv4-multipath', { gateway: '192.0.2.253', interfaceIndex: 3, nextHops: 2 }],
    ['route-unreachable-table', { type: 'unreachable', table: 1000, interfaceIndex: null }],
    ['route-answer', { destination: '198.51.100.2', source: '198.51.100.1', interfaceIndex: 3 }],
  ])('reads %s', (name, expected) => {
    expect(onlyMessageOf(name).object).toMatchObject(expected)
  })

  it('sees that a route replaced another, or went', () => {
    expect(onlyMessageOf('route-ipv4-replace')).toMatchObject({ replaces: true, removed: false })
    expect(onlyMessageOf('route-removed')).toMatchObject({ replaces: false, removed: true })
  })

  it('reads all routes of a dump', () => {
    const destinations = messagesOf('dump-routes').map(({ object }) =>
      object !== null && 'destination' in object ? object.destination : null,
    )
    expect(destinations).toContain('240.0.0.0')
    expect(destinations).toContain('2001:db8:5::')
    expect(destinations).not.toContain(null)
  })
})

describe('answers', () => {
  it.each([
    ['acknowledged', { kind: 'error', errno: 0, reason: '' }],
    ['error-with-reason', { kind: 'error', errno: 22, reason: 'mtu less than device minimum' }],
    [
      'error-with-echo-and-reason',
      { kind: 'error', errno: 22, reason: 'mtu less than device minimum' },
    ],
    ['dump-done', { kind: 'done', errno: 0 }],
  ])('reads %s', (name, expected) => {
    expect(onlyMessageOf(name)).toMatchObject(expected)
  })

  it('sees that the tables changed while they were dumped', () => {
    const datagram = recorded('dump-done')
    datagram.writeUInt16LE(datagram.readUInt16LE(6) | 0x10, 6) // NLM_F_DUMP_INTR
    expect(parse(datagram).messages).toMatchObject([{ kind: 'done', interrupted: true }])
  })

  it.each([
    ['overrun', 4],
    ['other', 1], // NLMSG_NOOP
    ['other', 9999],
  ])('reads a message of kind %s', (kind, type) => {
    const datagram = recorded('acknowledged')
    datagram.writeUInt16LE(type, 4)
    expect(parse(datagram)).toMatchObject({ messages: [{ kind }], malformed: false })
  })
})

describe('what breaks the format', () => {
  it.each(readdirSync(recordings))('is seen in %s when it is cut anywhere', (name) => {
    const datagram = recorded(name)
    const first = datagram.readUInt32LE(0)
    for (let length = 1; length < first; ++length) {
      expect(parse(datagram.subarray(0, length))).toEqual({ messages: [], malformed: true })
    }
  })

  it('keeps the messages before it', () => {
    const datagram = Buffer.concat([recorded('address-ipv4-peer'), Buffer.alloc(20)])
    const { messages, malformed } = parse(datagram)
    expect(messages).toHaveLength(1)
    expect(malformed).toBe(true)
  })

  it.each([
    ['a prefix longer than an address', 'address-ipv4-peer', NLMSG_HEADER_BYTES + 1, 33],
    ['a route of a longer prefix', 'route-ipv4-default', NLMSG_HEADER_BYTES + 1, 33],
    ['an attribute longer than its message', 'route-ipv4-default', NLMSG_HEADER_BYTES + 12, 255],
    ['an attribute shorter than its header', 'route-ipv4-default', NLMSG_HEADER_BYTES + 12, 3],
    ['an errno that is none', 'acknowledged', NLMSG_HEADER_BYTES, 1],
  ])('is %s', (_what, name, at, value) => {
    const datagram = recorded(name)
    datagram.writeUInt8(value, at)
    expect(parse(datagram)).toEqual({ messages: [], malformed: true })
  })

  it('is not a message that is no business of ours', () => {
    const datagram = recorded('address-ipv4-peer')
    datagram.writeUInt8(28, NLMSG_HEADER_BYTES) // AF_MPLS
    expect(parse(datagram)).toMatchObject({ messages: [{ kind: 'other' }], malformed: false })
  })
})

/** The recorded datagram's only message with one more attribute at its end. */
function withAttribute(name: string, attribute: Buffer): Buffer {
  const datagram = Buffer.concat([recorded(name), attribute])
  datagram.writeUInt32LE(datagram.length, 0)
  return datagram
}
