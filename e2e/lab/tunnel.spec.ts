// The tunnel as applications and the network see it: what is refused at once, what size packets have outside, how
// congestion marks cross it, and what it says when it cannot start.
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sendWireFrames, startCapture, type Capture } from './capture.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { startTalking } from './talking-program.ts'
import {
  createTunnelNetwork,
  lanInterface,
  portOf,
  switchHost,
  tunnelPort,
  vip4,
  vip6,
  type OuterFamily,
  type TunnelNetwork,
} from './tunnel-network.ts'
import { TunnelProgram } from './tunnel-program.ts'

const missing = rootIsMissing ?? missingProgram('tcpdump', 'ethtool', 'ping')
const inLab = (name: string) => join(import.meta.dirname, name)
/** An application that is not told at once would wait for TCP's or its own patience, minutes or for ever. */
const atOnceMs = 3000
/** ping's words for the two families. */
const unreachable = /Destination Host Unreachable|Address unreachable/

let network: TunnelNetwork

beforeEach(({ skip }) => {
  if (missing !== undefined) skip(missing)
})

describe('refused at once', () => {
  beforeAll(async () => {
    if (missing === undefined) network = await createTunnelNetwork({ name: 'tunnel-refuse' })
  })
  afterAll(() => network?.destroy())

  test.for(['240.1.0.99', 'fd56:4950::99'])('%s, which nobody holds', async (vip) => {
    const { unmappedVip = 0 } = (await network.status('a')).drops
    const connect = [process.execPath, inLab('echo-client.ts'), 'tcp', vip, '4242', 'anybody?']
    const signal = AbortSignal.timeout(atOnceMs)
    const { stderr, status } = await network.sandbox.run('a', connect, { signal })
    expect({ stderr, status }).toEqual({ stderr: 'EHOSTUNREACH\n', status: 1 })
    const ping = await network.sandbox.run('a', ['ping', '-c', '1', vip], { signal })
    expect(ping.stdout).toMatch(unreachable)
    expect((await network.status('a')).drops['unmappedVip']).toBeGreaterThanOrEqual(unmappedVip + 2)
  })

  test.for([
    { family: 'IPv4', vip: vip4.b },
    { family: 'IPv6', vip: vip6.b },
  ] as const)(
    'to a mapped VIP from another address than ours, $family',
    async ({ family, vip }) => {
      const { wrongLocalVip = 0 } = (await network.status('a')).drops
      const receivedBefore = (await network.status('b')).peers[0]?.rxPackets
      const argv = ['ping', '-c', '1', '-W', '2', '-I', network.address('a', family), vip]
      const { stdout, status } = await network.sandbox.run('a', argv)
      expect(stdout).toMatch(unreachable)
      expect(status).toBe(1)
      expect((await network.status('a')).drops['wrongLocalVip']).toBe(wrongLocalVip + 1)
      expect((await network.status('b')).peers[0]?.rxPackets).toBe(receivedBefore)
    },
  )
})

describe.each(['IPv4', 'IPv6'] as const)('over %s', (outer: OuterFamily) => {
  beforeAll(async () => {
    if (missing !== undefined) return
    network = await createTunnelNetwork({ name: 'tunnel-outside', outer })
    for (const host of ['a', 'b']) await sendWireFrames(network.sandbox, host, lanInterface)
  })
  afterAll(() => network?.destroy())

  async function captureOf(host: string, name: string, filter: string): Promise<Capture> {
    const path = join(network.directory, `${host}-${name}.pcap`)
    return startCapture(network.sandbox, { host, interface: name, filter, path })
  }

  test('no packet is fragmented outside, and the largest inner one fits', async () => {
    const isFragment = '(ip[6:2] & 0x3fff != 0) or (ip6 and ip6[6] == 44)'
    const fragments = await captureOf(switchHost, portOf('b'), isFragment)
    const all = await captureOf(switchHost, portOf('a'), `udp port ${tunnelPort}`)
    const ping = (bytes: number) => ['ping', '-c', '1', '-W', '2', '-M', 'do', '-s', String(bytes)]
    const largest = 1400 - 20 - 8
    expect((await network.sandbox.run('a', [...ping(largest), vip4.b])).status).toBe(0)
    const tooLarge = await network.sandbox.run('a', [...ping(largest + 1), vip4.b])
    expect(tooLarge.stdout + tooLarge.stderr).toContain('message too long')
    // Without "do not fragment" the kernel cuts the inner packet; the outer ones stay whole.
    const cut = ['ping', '-c', '1', '-W', '2', '-M', 'dont', '-s', '4000', vip4.b]
    expect((await network.sandbox.run('a', cut)).status).toBe(0)

    const server = await startTalking(network.sandbox, 'b', 'echo-server.ts', [vip6.b, '4242'])
    const client = await startTalking(network.sandbox, 'a', 'line-client.ts', [vip6.b, '4242'])
    client.say('full segments '.repeat(20_000))
    await client.whenSaid(2)
    await Promise.all([client.stop(), server.stop()])
    await Promise.all([all.stop(), fragments.stop()])
    const outerOverhead = outer === 'IPv4' ? 20 : 40
    const largestFrame = Math.max(...all.frames().map(({ length }) => length))
    expect(largestFrame).toBeGreaterThan(14 + outerOverhead + 8 + 1400)
    expect(largestFrame).toBeLessThanOrEqual(14 + 1500)
    expect(fragments.frames()).toEqual([])
    expect((await network.status('a')).drops['outerTooBig']).toBe(undefined)
  })

  test('traffic class goes outwards as it is: DSCP and ECN', async () => {
    const wire = await captureOf(
      switchHost,
      portOf('b'),
      `udp and dst host ${network.address('b')}`,
    )
    const expeditedEct0 = 0xb8 | 2
    const argv = ['ping', '-c', '1', '-Q', String(expeditedEct0)]
    for (const vip of [vip4.b, vip6.b]) {
      expect((await network.sandbox.run('a', [...argv, vip])).status).toBe(0)
    }
    await vi.waitFor(() => expect(wire.frames().length).toBe(2), 5000)
    await wire.stop()
    expect(wire.frames().map((frame) => trafficClassOf(frame.subarray(14)))).toEqual(
      Array(2).fill(expeditedEct0),
    )
  })

  test('a router that marks congestion is heard inside (RFC 6040)', async (context) => {
    const noRouter = await markCongestion(network)
    if (noRouter !== undefined) return context.skip(noRouter)
    const inside = await captureOf('b', 'vip0', 'icmp or icmp6')
    const ping = ['ping', '-c', '1', '-W', '1']
    for (const vip of [vip4.b, vip6.b]) {
      expect((await network.sandbox.run('a', [...ping, '-Q', '2', vip])).status).toBe(0)
      expect((await network.sandbox.run('a', [...ping, '-Q', '1', vip])).status).toBe(0)
      // Who cannot understand the mark must not get the packet: dropping is the mark it understands.
      expect((await network.sandbox.run('a', [...ping, '-Q', '0', vip])).status).toBe(1)
    }
    await inside.stop()
    const requests = inside.frames().filter((packet) => isEchoRequest(packet))
    expect(requests.map((packet) => trafficClassOf(packet) & 3)).toEqual([3, 3, 3, 3])
    expect((await network.status('b')).drops['ecn']).toBe(2)
  })
})

describe('cannot start, and says why in one sentence', () => {
  beforeAll(async () => {
    if (missing === undefined) network = await createTunnelNetwork({ name: 'tunnel-start' })
  })
  afterAll(() => network?.destroy())

  async function lastWords(changes: object, wrapper: readonly string[] = []): Promise<string> {
    const config = { ...network.configs.a, tun: 'vip1', port: 10568, ...changes }
    const program = new TunnelProgram(network.sandbox, 'a', config, wrapper)
    await expect(program.whenReady()).rejects.toThrow('status 1')
    expect(await program.whenEnded()).toBe(1)
    const lines = program.errors.split('\n')
    expect(lines.length, program.errors).toBe(2)
    return lines[0]!
  }

  test('the port is taken', async () => {
    expect(await lastWords({ port: tunnelPort })).toMatch(/bind the UDP port .*in use/)
  })

  test('the interface is there already', async () => {
    expect(await lastWords({ tun: 'vip0' })).toMatch(/create the interface.*busy/)
  })

  test('without the right to administer the network', async () => {
    const without = ['setpriv', '--bounding-set', '-net_admin', '--inh-caps', '-net_admin', '--']
    expect(await lastWords({}, without)).toMatch(/create the interface.*not permitted/)
  })

  test('nothing of it is left', async () => {
    const { stdout } = await network.sandbox.run('a', ['ls', '/sys/class/net'])
    expect(stdout).toBe('lan\nlo\nvip0\n')
    expect((await network.sandbox.run('a', ['ping', '-c', '1', vip4.b])).status).toBe(0)
  })
})

/** Of an IP packet of either family. */
function trafficClassOf(packet: Buffer): number {
  return packet[0]! >> 4 === 4 ? packet[1]! : (packet.readUInt16BE(0) >> 4) & 0xff
}

function isEchoRequest(packet: Buffer): boolean {
  return packet[0]! >> 4 === 4 ? packet[20] === 8 : packet[40] === 128
}

/** From now on everything that comes to `b` has met congestion. Returns why that cannot be had. */
async function markCongestion({ sandbox }: TunnelNetwork): Promise<string | undefined> {
  const noProgram = missingProgram('nft')
  if (noProgram !== undefined) return noProgram
  const hook = `type filter hook ingress device ${lanInterface} priority 0;`
  const rules = `table netdev congested {
    chain everything {
      ${hook}
      udp dport ${tunnelPort} ip ecn set ce
      udp dport ${tunnelPort} ip6 ecn set ce
    }
  }`
  const { status, stderr } = await sandbox.run('b', ['nft', '-f', '-'], { input: rules })
  return status === 0 ? undefined : `this kernel has not what nft needs: ${stderr.trim()}`
}
