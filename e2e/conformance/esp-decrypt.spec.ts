// What we put on the wire is ESP as others read it: given the keys, an analyser that is not ours decrypts a capture of
// the tunnel, for both ciphers, over both families and with both inside (PROTOCOL section 1).
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sendWireFrames, startCapture, type Capture } from '../lab/capture.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { missingProgram } from '../lab/missing-program.ts'
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
} from '../lab/tunnel-network.ts'
import {
  findAnalyser,
  readEspHeaders,
  type Analyser,
  type InnerPacket,
  type KnownSa,
} from './esp-analysis.ts'

/** An analyser may have to be fetched first. */
const downloadPatienceMs = 240_000
const labFolder = join(import.meta.dirname, '..', 'lab')
const echoPort = '4242'
/** As long as ping's pattern may be. */
const marker = 'vip-secret-text!'
const pings = 3
const messages = {
  // More than one segment.
  tcp: `${marker} by TCP `.repeat(200),
  udp: `${marker} by UDP`,
}

const combinations = (['aes-256-gcm', 'chacha20-poly1305'] as const).flatMap((cipher) =>
  (['IPv4', 'IPv6'] as const).map((outer) => ({ cipher, outer })),
)

const missing = rootIsMissing ?? missingProgram('tshark', 'tcpdump', 'ethtool', 'ping')

describe.each(combinations)('$cipher over $outer', ({ cipher, outer }) => {
  let network: TunnelNetwork | undefined
  let recorded: Recording | undefined
  let reason = missing

  beforeAll(async () => {
    if (reason !== undefined) return
    const found = await findAnalyser(cipher, outer)
    if (found.kind === 'none') {
      reason = found.reason
      return
    }
    const { analyser } = found
    console.log(`${cipher} over ${outer}: decrypted by ${analyser.name}`)
    network = await createTunnelNetwork({ name: 'esp-decrypt', cipher, outer })
    const traffic = await record(network)
    const { capture, associations } = traffic
    recorded = { ...traffic, analyser, inner: analyser.read(capture.path, associations) }
  }, downloadPatienceMs)
  afterAll(() => network?.destroy())

  function recording({ skip }: { skip: (reason: string) => never }): Recording {
    return recorded ?? skip(reason ?? 'there is no capture')
  }

  test.for([
    { family: 'IPv4', vip: vip4 },
    { family: 'IPv6', vip: vip6 },
  ])('with the keys, the analyser shows all that went by $family', ({ vip }, context) => {
    const { inner } = recording(context)
    const sentBy = (source: string, destination: string, protocol: string) =>
      inner
        .filter((packet) => packet.source === source && packet.destination === destination)
        .filter((packet) => packet.protocol === protocol)
    for (const [source, destination] of [
      [vip.a, vip.b],
      [vip.b, vip.a],
    ] as const) {
      const texts = (protocol: string) => sentBy(source, destination, protocol).map(textOf)
      expect(texts('icmp').filter((text) => text.includes(marker)).length).toBe(pings)
      expect(texts('udp')).toEqual([messages.udp])
      expect(streamOf(sentBy(source, destination, 'tcp'))).toBe(messages.tcp)
    }
  })

  test('every packet is ESP of ours and decrypts, and nothing else is inside', (context) => {
    const { capture, inner } = recording(context)
    expect(inner.length).toBe(capture.frames().length)
    const pairs = new Set(inner.map(({ source, destination }) => `${source} ${destination}`))
    expect([...pairs].sort()).toEqual(
      [vip4, vip6].flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]).sort(),
    )
  })

  test('sequence numbers are 1 to n without gap or repetition, under the right SPI', (context) => {
    const { capture, sent } = recording(context)
    const headers = readEspHeaders(capture.path)
    const sequencesOf = (wanted: number) =>
      headers.filter(({ spi }) => spi === wanted).map(({ sequence }) => sequence)
    const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
    expect(sequencesOf(inboundSpi.b)).toEqual(oneTo(sent.a))
    expect(sequencesOf(inboundSpi.a)).toEqual(oneTo(sent.b))
    expect(headers.length).toBe(sent.a + sent.b)
  })

  test('nothing that was said stands in the capture', (context) => {
    const { capture } = recording(context)
    const frames = capture.frames()
    expect(frames.length).toBeGreaterThan(30)
    expect(frames.filter((frame) => frame.includes(marker))).toEqual([])
    for (const address of ['f0010001', 'f0010002', 'fd564950']) {
      const bytes = Buffer.from(address, 'hex')
      expect(frames.filter((frame) => frame.includes(bytes)).length, address).toBe(0)
    }
  })

  test.for([
    {
      what: 'another key',
      change: (key: string) => flipLastDigit(key.slice(0, 64)) + key.slice(64),
    },
    { what: 'another salt', change: flipLastDigit },
  ])('with $what the analyser shows nothing', ({ change }, context) => {
    const { analyser, capture, associations } = recording(context)
    const wrong = associations.map(({ spi, key }) => ({ spi, key: change(key) }))
    expect(analyser.read(capture.path, wrong)).toEqual([])
  })
})

type Traffic = {
  capture: Capture
  associations: KnownSa[]
  /** Packets that each end says it has sent. */
  sent: { a: number; b: number }
}

/** With what the analyser, given the keys, makes of it. */
type Recording = Traffic & { analyser: Analyser; inner: InnerPacket[] }

async function record(network: TunnelNetwork): Promise<Traffic> {
  const { sandbox } = network
  for (const host of ['a', 'b']) await sendWireFrames(sandbox, host, lanInterface)
  const capture = await startCapture(sandbox, {
    host: switchHost,
    interface: portOf('b'),
    filter: `udp port ${tunnelPort}`,
    path: join(network.directory, 'wire.pcap'),
  })
  for (const { b } of [vip4, vip6]) await converse(network, b)
  // TCP's last words may be on their way still.
  const sent = await vi.waitFor(async () => {
    const { a, b } = await sentByBoth(network)
    expect(capture.frames().length).toBe(a + b)
    return { a, b }
  }, 5000)
  await capture.stop()
  const associations = [network.configs.a, network.configs.b].map(
    ({ peers: [peer] }) => peer!.inbound,
  )
  return { capture, associations, sent }
}

async function sentByBoth(network: TunnelNetwork): Promise<{ a: number; b: number }> {
  const [a = 0, b = 0] = await Promise.all(
    (['a', 'b'] as const).map(async (end) => (await network.status(end)).peers[0]?.txPackets),
  )
  return { a, b }
}

async function converse({ sandbox }: TunnelNetwork, vip: string): Promise<void> {
  const server = sandbox.spawn('b', [
    process.execPath,
    join(labFolder, 'echo-server.ts'),
    vip,
    echoPort,
  ])
  await once(server.stdout!, 'data')
  const pattern = Buffer.from(marker).toString('hex')
  const options = ['-c', String(pings), '-i', '0.05', '-p', pattern, '-s', '200']
  expect((await sandbox.run('a', ['ping', ...options, vip])).status).toBe(0)
  for (const protocol of ['tcp', 'udp'] as const) {
    const client = [process.execPath, join(labFolder, 'echo-client.ts'), protocol, vip, echoPort]
    const { stdout } = await sandbox.run('a', [...client, messages[protocol]])
    expect(stdout).toBe(`${messages[protocol]}\n`)
  }
  const ended = once(server, 'exit')
  server.kill()
  await ended
}

function textOf({ payload }: InnerPacket): string {
  return Buffer.from(payload, 'hex').toString('latin1')
}

/** TCP may say something twice on a busy machine. */
function streamOf(segments: readonly InnerPacket[]): string {
  const stream = Buffer.alloc(messages.tcp.length)
  for (const segment of segments.filter(({ payload }) => payload !== '')) {
    stream.write(textOf(segment), segment.streamOffset, 'latin1')
  }
  return stream.toString('latin1')
}

function flipLastDigit(digits: string): string {
  return digits.slice(0, -1) + (digits.endsWith('0') ? '1' : '0')
}
