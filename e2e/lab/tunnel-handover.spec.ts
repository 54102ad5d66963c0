// The handover buffer, for real: packets wait while there is no path, go out when there is one again, and TCP segments
// that went into the void go once more, so that TCP need not wait for its own timer (PROTOCOL section 7).
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { encodeDatagrams } from './datagram-file.ts'
import { rootIsMissing } from './lab-machine.ts'
import { startTalking, type TalkingProgram } from './talking-program.ts'
import {
  createTunnelNetwork,
  lanInterface,
  portOf,
  switchHost,
  vip4,
  vip6,
  type TunnelNetwork,
} from './tunnel-network.ts'

const port = '4242'
/** core/held-packets.h */
const heldForMs = 1000
const heldPackets = 512
/** Below the least time after which Linux sends a segment again by itself (TCP_RTO_MIN). */
const wellBeforeTcpMs = 150

let network: TunnelNetwork

beforeEach(async ({ skip }) => {
  if (rootIsMissing !== undefined) skip(rootIsMissing)
  network = await createTunnelNetwork({ name: 'tunnel-handover' })
})
afterEach(() => network?.destroy())

describe.each([
  { family: 'IPv4', vip: vip4 },
  { family: 'IPv6', vip: vip6 },
])('held, over $family inside', ({ vip }) => {
  test('UDP waits, and all of it comes in order after the release', async () => {
    const listener = await startTalking(network.sandbox, 'b', 'udp-listener.ts', [vip.b, port])
    await hold()
    const texts = numbered('datagram', 100)
    await sendUdp(vip, texts)
    expect(listener.lines).toEqual(['ready'])
    expect(await release(null)).toEqual({ heldSent: 100, resent: 0 })
    await listener.whenSaid(101)
    expect(listener.lines.slice(1)).toEqual(texts)
    await expectNoDrops()
  })

  test('TCP connects and speaks after the release without sending anything twice', async () => {
    const server = await startTalking(network.sandbox, 'b', 'echo-server.ts', [vip.b, port])
    const client = await startTalking(network.sandbox, 'a', 'line-client.ts', [vip.b, port])
    await hold()
    const [retransmittedBefore, takenBefore] = [await retransmitted(), await taken()]
    client.say('while held')
    await whenTaken(takenBefore + 1)
    expect(await release(null)).toEqual({ heldSent: 1, resent: 0 })
    await client.whenSaid(2)
    expect(client.lines).toEqual(['connected', 'while held'])
    expect(await retransmitted()).toBe(retransmittedBefore)
    await expectNoDrops()
    await Promise.all([client.stop(), server.stop()])
  })
})

test('what has waited longer than a second is dropped and counted', async () => {
  const listener = await startTalking(network.sandbox, 'b', 'udp-listener.ts', [vip4.b, port])
  await hold()
  await sendUdp(vip4, numbered('old', 10))
  // The buffer has a clock of its own: only time makes a packet old.
  await delay(heldForMs + 100)
  await sendUdp(vip4, numbered('young', 5))
  expect(await release(null)).toEqual({ heldSent: 5, resent: 0 })
  await listener.whenSaid(6)
  expect(listener.lines).toEqual(['ready', ...numbered('young', 5)])
  expect((await peerOfA()).drops).toEqual({ heldTooOld: 10 })
})

test('of more packets than it holds the newest are kept', async () => {
  const listener = await startTalking(network.sandbox, 'b', 'udp-listener.ts', [vip4.b, port])
  await hold()
  await sendUdp(vip4, numbered('packet', heldPackets + 88))
  const { heldTooOld = 0, heldTooMany } = (await peerOfA()).drops
  expect({ heldTooOld, heldTooMany }).toEqual({ heldTooOld: 0, heldTooMany: 88 })
  expect(await release(null)).toEqual({ heldSent: heldPackets, resent: 0 })
  await vi.waitFor(async () =>
    expect((await network.status('b')).peers[0]?.rxPackets).toBe(heldPackets),
  )
  // A burst may be more than the listener's socket takes, but it begins with the oldest that was kept.
  await listener.whenSaid(2)
  expect(listener.lines[1]).toBe('packet 88')
})

describe('a TCP segment that went into the void', () => {
  let server: TalkingProgram
  let client: TalkingProgram

  beforeEach(async () => {
    server = await startTalking(network.sandbox, 'b', 'echo-server.ts', [vip4.b, port])
    client = await startTalking(network.sandbox, 'a', 'line-client.ts', [vip4.b, port])
    client.say('before')
    await client.whenSaid(2)
    await setPath('cut')
    client.say('into the void')
    // Then TCP's next try by itself is at least 800 ms away.
    await whenRetransmitted((await retransmitted()) + 2)
  })
  afterEach(async () => {
    await Promise.all([client?.stop(), server?.stop()])
  })

  test('goes once more at the release, long before TCP itself would', async () => {
    await setPath('whole')
    const retransmittedBefore = await retransmitted()
    const releasedAt = performance.now()
    const { resent } = await release(2000)
    await client.whenSaid(3)
    const tookMs = performance.now() - releasedAt
    expect(client.lines.at(-1)).toBe('into the void')
    expect(resent).toBeGreaterThanOrEqual(1)
    expect(await retransmitted()).toBe(retransmittedBefore)
    expect(tookMs).toBeLessThan(wellBeforeTcpMs)
  })

  test('does not go once more where nobody asks for it', async () => {
    await setPath('whole')
    expect(await release(null)).toEqual({ heldSent: 0, resent: 0 })
    const retransmittedBefore = await retransmitted()
    await client.whenSaid(3)
    expect(await retransmitted()).toBeGreaterThan(retransmittedBefore)
  })
})

test('when the link goes, packets wait by themselves; when it is back, they go', async () => {
  const listener = await startTalking(network.sandbox, 'b', 'udp-listener.ts', [vip4.b, port])
  await network.sandbox.ip('a', [`link set ${lanInterface} down`])
  const texts = numbered('without link', 20)
  await sendUdp(vip4, texts)
  await vi.waitFor(async () => expect((await peerOfA()).held).toBe(true))
  expect(listener.lines).toEqual(['ready'])
  await network.sandbox.ip('a', [`link set ${lanInterface} up`])
  await listener.whenSaid(1 + texts.length)
  expect(listener.lines.slice(1)).toEqual(texts)
  await vi.waitFor(async () => expect((await peerOfA()).held).toBe(false))
  await expectNoDrops()
})

function numbered(text: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${text} ${index}`)
}

async function hold(): Promise<void> {
  await network.tunnel('a').ask({ method: 'hold', params: { peer: 'b' } })
}

async function release(
  resendSinceMs: number | null,
): Promise<{ heldSent: number; resent: number }> {
  const params = { peer: 'b', resendSinceMs }
  const result = await network.tunnel('a').ask({ method: 'release', params })
  return result as { heldSent: number; resent: number }
}

async function peerOfA() {
  return (await network.status('a')).peers[0]!
}

async function expectNoDrops(): Promise<void> {
  expect((await peerOfA()).drops).toEqual({})
}

async function sendUdp(vip: { a: string; b: string }, texts: readonly string[]): Promise<void> {
  const at = (address: string, number: string) =>
    address.includes(':') ? `[${address}]:${number}` : `${address}:${number}`
  const script = new URL('send-datagrams.ts', import.meta.url).pathname
  const argv = [process.execPath, script, at(vip.a, '0'), at(vip.b, port)]
  const takenBefore = await taken()
  const child = network.sandbox.spawn('a', argv, { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin?.end(encodeDatagrams(texts.map((text) => Buffer.from(text))))
  const status = await new Promise((resolve) => child.once('exit', resolve))
  expect(status).toBe(0)
  await whenTaken(takenBefore + texts.length)
}

/** Packets for `b` that the helper on `a` has read from its TUN: without what the kernel says to all routers. */
async function taken(): Promise<number> {
  const counter = '/sys/class/net/vip0/statistics/tx_packets'
  const read = Number((await network.sandbox.run('a', ['cat', counter])).stdout)
  const { unmappedVip = 0 } = (await network.status('a')).drops
  return read - unmappedVip
}

async function whenTaken(count: number): Promise<void> {
  await vi.waitFor(async () => expect(await taken()).toBeGreaterThanOrEqual(count), {
    timeout: 5000,
    interval: 1,
  })
}

/** TCP segments that the kernel of `a` has sent again, by its own count. */
async function retransmitted(): Promise<number> {
  const { stdout } = await network.sandbox.run('a', ['cat', '/proc/net/snmp'])
  const [names = [], values = []] = stdout
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '))
  return Number(values[names.indexOf('RetransSegs')])
}

async function whenRetransmitted(count: number): Promise<void> {
  await vi.waitFor(async () => expect(await retransmitted()).toBeGreaterThanOrEqual(count), {
    timeout: 5000,
    interval: 5,
  })
}

/** Takes `b` off the switch without either host's card noticing, or puts it back. */
async function setPath(state: 'cut' | 'whole'): Promise<void> {
  const master = state === 'cut' ? 'nomaster' : `master ${lanInterface}`
  await network.sandbox.ip(switchHost, [`link set ${portOf('b')} ${master}`])
}
