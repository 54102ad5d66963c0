// Whatever a third host on the LAN sends to a tunnel's port is dropped, counted under its reason, and reaches no
// application (PROTOCOL section 1). The counts are exact: each datagram is counted once, under one reason.
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sendWireFrames, startCapture } from './capture.ts'
import { innerIpv4, innerIpv6, ipv4NextHeader, ipv6NextHeader, sealEsp } from './esp-packet.ts'
import { HostileSender, hostileHost } from './hostile-sender.ts'
import { rootIsMissing } from './lab-machine.ts'
import { udpPayload } from './lan-frames.ts'
import { missingProgram } from './missing-program.ts'
import { seededRandom, type SeededRandom } from '../../dataplane/lab/measuring/seeded-random.ts'
import {
  createTunnelNetwork,
  inboundSpi,
  lanInterface,
  portOf,
  switchHost,
  tunnelPort,
  vip4,
  vip6,
  type TunnelNetwork,
} from './tunnel-network.ts'

const missing = rootIsMissing ?? missingProgram('tcpdump', 'ethtool', 'ping')

/** Sequence numbers of what this file seals with `a`'s key: far from what `a` uses by itself. */
const forgedSequence = 3 << 20
const text = Buffer.from('from nobody that you know')

const variants = [
  { outer: 'IPv4', cipher: 'aes-256-gcm' },
  { outer: 'IPv6', cipher: 'chacha20-poly1305' },
] as const

describe.each(variants)('over $outer with $cipher', ({ outer, cipher }) => {
  let network: TunnelNetwork
  let mallory: HostileSender
  /** Datagrams that `a` sent and `b` has accepted. */
  let accepted: Buffer[] = []

  beforeAll(async () => {
    if (missing !== undefined) return
    network = await createTunnelNetwork({ name: 'hostile', outer, cipher, others: [hostileHost] })
    mallory = new HostileSender(network)
    accepted = await recordAccepted(network)
    await mallory.takeAddressesOfA()
  })
  afterAll(() => network?.destroy())
  beforeEach(({ skip }) => {
    if (missing !== undefined) skip(missing)
  })

  const association = () => ({ cipher, ...network.configs.a.peers[0]!.outbound })

  test.for(['a', hostileHost] as const)('replayed, as if from %s', async (pretended) => {
    expect(accepted.length).toBeGreaterThan(5)
    await expectDropped(network, { replay: accepted.length }, () =>
      mallory.send(accepted, pretended),
    )
  })

  test('truncated anywhere', async () => {
    const [whole] = accepted
    const cut = Array.from({ length: whole!.length }, (_, length) => whole!.subarray(0, length))
    // What keeps the shape of ESP is looked up and found to be old.
    const replay = cut.filter(({ length }) => hasEspShape(length)).length
    const truncated = cut.length - replay
    expect(replay).toBeGreaterThan(5)
    await expectDropped(network, { truncated, replay }, () => mallory.send(cut, 'a'))
  })

  test('empty', async () => {
    const empty = Array.from({ length: 50 }, () => Buffer.alloc(0))
    await expectDropped(network, { truncated: 50 }, () => mallory.send(empty, 'a'))
  })

  test('as large as a datagram can be', async () => {
    const header = Buffer.alloc(8)
    header.writeUInt32BE(inboundSpi.b, 0)
    header.writeUInt32BE(forgedSequence, 4)
    const shaped = Buffer.concat([header, Buffer.alloc(65504 - header.length, 0x55)])
    const shapeless = Buffer.concat([shaped, Buffer.alloc(3)])
    const datagrams = Array.from({ length: 20 }, () => [shaped, shapeless]).flat()
    await expectDropped(network, { notAuthentic: 20, truncated: 20 }, () =>
      mallory.send(datagrams, 'a'),
    )
  })

  test('with an SPI that nobody gave out', async () => {
    const datagrams = Array.from({ length: 500 }, (_, index) =>
      sealEsp({ ...association(), spi: 0x5000 + index }, index + 1, ipv4NextHeader, text),
    )
    await expectDropped(network, { unknownSpi: 500 }, () => mallory.send(datagrams, 'a'))
  })

  test('with any one bit flipped', async () => {
    const inner = innerIpv4(vip4.a, vip4.b, text)
    const good = sealEsp(association(), forgedSequence, ipv4NextHeader, inner)
    const flipped = Array.from({ length: good.length * 8 }, (_, bit) => {
      const copy = Buffer.from(good)
      copy[bit >> 3] = copy[bit >> 3]! ^ (1 << (bit & 7))
      return copy
    })
    const expected = { unknownSpi: 32, notAuthentic: flipped.length - 32 }
    await expectDropped(network, expected, () => mallory.send(flipped, 'a'))
  })

  test('random', async () => {
    const random = seededRandom()
    const datagrams = randomDatagrams(random, 3000)
    const fates = datagrams.map(fateOfRandom)
    const count = (fate: string) => fates.filter((one) => one === fate).length
    const expected = { truncated: count('truncated'), unknownSpi: count('unknownSpi') }
    expect(expected.unknownSpi, `seed ${random.seed}`).toBeGreaterThan(100)
    await expectDropped(
      network,
      expected,
      () => mallory.send(datagrams, hostileHost),
      `seed ${random.seed}`,
    )
  })

  test('from elsewhere, though authentic; and the original is still taken afterwards', async () => {
    const inner = innerIpv6(vip6.a, vip6.b, text)
    const datagrams = Array.from({ length: 30 }, (_, index) =>
      sealEsp(association(), 100 + index, ipv6NextHeader, inner),
    )
    await expectDropped(network, { outerSource: 30 }, () => mallory.send(datagrams, hostileHost))
    const before = await receivedPackets(network)
    await mallory.send(datagrams, 'a')
    await vi.waitFor(async () => expect(await receivedPackets(network)).toBe(before + 30), 5000)
  })

  test('with inner addresses that are not the pair of the SA', async () => {
    const strangers4 = [
      [vip4.b, vip4.b],
      [vip4.a, vip4.a],
      ['240.9.9.9', vip4.b],
      [vip4.a, '203.0.113.2'],
      ['203.0.113.1', vip4.b],
      ['127.0.0.1', '127.0.0.1'],
      [vip4.a, '255.255.255.255'],
      [vip4.a, '224.0.0.1'],
    ] as const
    const strangers6 = [
      [vip6.b, vip6.b],
      [vip6.a, vip6.a],
      ['fd56:4950::9', vip6.b],
      [vip6.a, '2001:db8::2'],
      ['::1', '::1'],
      [vip6.a, 'ff02::1'],
    ] as const
    const sealed = [
      ...strangers4.map(([from, to]) => ({
        next: ipv4NextHeader,
        inner: innerIpv4(from, to, text),
      })),
      ...strangers6.map(([from, to]) => ({
        next: ipv6NextHeader,
        inner: innerIpv6(from, to, text),
      })),
    ].map(({ next, inner }, index) => sealEsp(association(), 200 + index, next, inner))
    await expectDropped(network, { innerSource: sealed.length }, () => mallory.send(sealed, 'a'))
  })

  test('with an inside that is no packet', async () => {
    const good4 = innerIpv4(vip4.a, vip4.b, text)
    const good6 = innerIpv6(vip6.a, vip6.b, text)
    const longer = Buffer.from(good4)
    longer.writeUInt16BE(good4.length + 1, 2)
    const shortHeader = Buffer.from(good4)
    shortHeader[0] = 0x44
    const insides: [number, Uint8Array, Uint8Array?][] = [
      [ipv4NextHeader, Buffer.alloc(0)],
      [ipv4NextHeader, good4.subarray(0, 19)],
      [ipv4NextHeader, longer],
      [ipv4NextHeader, shortHeader],
      [ipv4NextHeader, good6],
      [ipv6NextHeader, good4],
      [ipv6NextHeader, good6.subarray(0, 39)],
      [6, good4],
      [0, good4],
      // RFC 4303 section 2.4: the padding is 1, 2, 3 …
      [ipv4NextHeader, good4, Uint8Array.of(9)],
      [ipv4NextHeader, good4, Uint8Array.of(1, 2, 3, 4, 6)],
    ]
    const sealed = insides.map(([next, inner, padding], index) =>
      sealEsp(association(), 300 + index, next, inner, padding),
    )
    const shaped = sealed.filter(({ length }) => hasEspShape(length))
    expect(shaped.length).toBe(sealed.length)
    await expectDropped(network, { innerMalformed: sealed.length }, () => mallory.send(sealed, 'a'))
  })

  test('what is far ahead in the sequence moves the window, and what is behind it is old', async () => {
    const inner = innerIpv6(vip6.a, vip6.b, text)
    const at = (sequence: number) => sealEsp(association(), sequence, ipv6NextHeader, inner)
    const before = await receivedPackets(network)
    await mallory.send([at(100_000), at(95_905)], 'a')
    await vi.waitFor(async () => expect(await receivedPackets(network)).toBe(before + 2), 5000)
    const old = [at(95_904), at(100_000), at(95_905), at(0), at(1)]
    await expectDropped(network, { replay: old.length }, () => mallory.send(old, 'a'))
  })
})

/** What `a` sent to `b` in some honest pings, as it passed the switch. */
async function recordAccepted(network: TunnelNetwork): Promise<Buffer[]> {
  const { sandbox, directory } = network
  await sendWireFrames(sandbox, 'a', lanInterface)
  const capture = await startCapture(sandbox, {
    host: switchHost,
    interface: portOf('a'),
    filter: `udp dst port ${tunnelPort} and dst host ${network.address('b')}`,
    path: join(directory, 'accepted.pcap'),
  })
  for (const vip of [vip4.b, vip6.b]) {
    const { status } = await sandbox.run('a', ['ping', '-c', '5', '-i', '0.02', vip])
    expect(status).toBe(0)
  }
  await vi.waitFor(() => expect(capture.frames().length).toBe(10), 5000)
  await capture.stop()
  return capture.frames().map(udpPayload)
}

/** What core/esp.h asks of a datagram before anything else. */
function hasEspShape(length: number): boolean {
  return length >= 36 && (length - 32) % 4 === 0
}

function randomDatagrams({ below, bytes }: SeededRandom, count: number): Buffer[] {
  return Array.from({ length: count }, () => bytes(below(below(2) === 0 ? 64 : 1472)))
}

function fateOfRandom(datagram: Buffer): 'keepalive' | 'truncated' | 'clear' | 'unknownSpi' {
  if (datagram.length === 1 && datagram[0] === 0xff) return 'keepalive'
  if (datagram.length >= 4 && datagram.readUInt32BE(0) === 0) return 'clear'
  return hasEspShape(datagram.length) ? 'unknownSpi' : 'truncated'
}

async function receivedPackets(network: TunnelNetwork): Promise<number> {
  return (await network.status('b')).peers[0]!.rxPackets
}

/** Without what applications on `b` itself are refused: its kernel speaks to all routers now and then. */
async function inboundDrops(network: TunnelNetwork): Promise<Record<string, number>> {
  const { unmappedVip: _, ...drops } = (await network.status('b')).drops
  return drops
}

/** Packets that the helper on `b` has handed to the kernel, by the kernel's own count. */
async function packetsOutOfTun({ sandbox }: TunnelNetwork): Promise<number> {
  const counter = '/sys/class/net/vip0/statistics/rx_packets'
  return Number((await sandbox.run('b', ['cat', counter])).stdout)
}

/** Expects that `attack` leaves exactly these drops, and nothing in the TUN. */
async function expectDropped(
  network: TunnelNetwork,
  expected: Record<string, number>,
  attack: () => Promise<void>,
  message?: string,
): Promise<void> {
  const before = await inboundDrops(network)
  const packetsBefore = await packetsOutOfTun(network)
  const receivedBefore = await receivedPackets(network)
  await attack()
  const wanted: Record<string, number> = { ...before }
  for (const [reason, count] of Object.entries(expected)) {
    if (count > 0) wanted[reason] = (wanted[reason] ?? 0) + count
  }
  await vi.waitFor(async () => expect(await inboundDrops(network), message).toEqual(wanted), 5000)
  expect(await packetsOutOfTun(network), message).toBe(packetsBefore)
  expect(await receivedPackets(network), message).toBe(receivedBefore)
}
