// A flood of hostile datagrams at a tunnel's port, as fast as a host can send, leaves the good peer its throughput.
//
// Attacker, victim, good peer and the load share this machine's processors, so a flood costs throughput wherever it goes:
// the flooder and the kernel take their part. What is measured is what the tunnel adds: TCP through the tunnel while the
// same flood goes to its port, against TCP while that flood goes to a port where nobody listens. Rounds alternate, and
// the median of their ratios counts.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { encodeDatagrams } from './datagram-file.ts'
import { ipv4NextHeader, sealEsp } from './esp-packet.ts'
import { hostileHost } from './hostile-sender.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { seededRandom } from './seeded-random.ts'
import { createTunnelNetwork, tunnelPort, vip4, type TunnelNetwork } from './tunnel-network.ts'

const missing = rootIsMissing ?? missingProgram('iperf3', 'g++')

/** Beyond what one processor can send here: as fast as it gets. */
const packetsPerSecond = 1_000_000
const closedPort = 9
const rounds = 5
const secondsEach = 2
/**
 * The bar is 80 %, asked for by hand on a quiet machine (VIP_FULL=1) and then at the first try; beside other tests this
 * only catches a collapse.
 */
const isBarAsked = process.env['VIP_FULL'] === '1'
const leastShare = isBarAsked ? 0.8 : 0.4
const retry = isBarAsked ? 0 : 1
/** Sanitizers make the tunnel several times slower and the kernel not; their ratio says nothing of the product. */
const isMeasured = process.env['VIP_TEST_FLAVOUR'] !== 'sanitize'

const reasons = ['truncated', 'unknownSpi', 'replay', 'notAuthentic'] as const

let network: TunnelNetwork
let flooder = ''
let floodFile = ''

beforeAll(async () => {
  if (missing !== undefined) return
  flooder = buildFlooder()
  network = await createTunnelNetwork({ name: 'hostile-flood', others: [hostileHost] })
  floodFile = join(network.directory, 'flood')
  writeFileSync(floodFile, encodeDatagrams(hostileDatagrams(network)))
  const argv = ['iperf3', '--server', '--bind', vip4.b, '--forceflush']
  const server = network.sandbox.spawn('b', argv, { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(server.stdout!, 'data')
})
afterAll(() => network?.destroy())
beforeEach(({ skip }) => {
  if (missing !== undefined) skip(missing)
})

test('the good peer keeps its throughput', { retry, timeout: 120_000 }, async () => {
  const elsewhere: Round[] = []
  const atTunnel: Round[] = []
  for (let round = 0; round < rounds; round += 1) {
    elsewhere.push(await throughputWhileFlooding(closedPort))
    atTunnel.push(await throughputWhileFlooding(tunnelPort))
  }
  // Neighbours in time are compared: the machine does other things that come and go.
  const share = median(
    atTunnel.map(({ gbitPerSecond }, at) => gbitPerSecond / elsewhere[at]!.gbitPerSecond),
  )
  console.log(
    `TCP keeps ${(share * 100).toFixed(0)} %: ${describe(atTunnel)} with the flood at the tunnel, ` +
      `${describe(elsewhere)} with it at a closed port`,
  )
  expect(share).toBeGreaterThan(isMeasured ? leastShare : 0)
})

test('each datagram of a flood is counted, but for those that the kernel had no room for', async () => {
  const before = await hostileDrops()
  const overflowsBefore = await socketOverflows()
  const { sent } = await throughputWhileFlooding(tunnelPort)
  const dropped = (await hostileDrops()) - before
  const overflows = (await socketOverflows()) - overflowsBefore
  expect(sent).toBeGreaterThan(10_000)
  expect(dropped).toBeLessThanOrEqual(sent)
  // The kernel's count has the good peer's lost packets in it too, and lacks what a backlog in the path had no room for.
  expect(dropped + overflows).toBeGreaterThanOrEqual(sent * 0.95)
  const { drops } = await network.status('b')
  for (const reason of reasons) expect(drops[reason], reason).toBeGreaterThan(0)
})

type Round = { gbitPerSecond: number; sent: number; kiloPacketsPerSecond: number }

async function throughputWhileFlooding(port: number): Promise<Round> {
  const { sandbox } = network
  const argv = [flooder, network.address('b'), String(port), String(packetsPerSecond), floodFile]
  const child = sandbox.spawn(hostileHost, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout!, 'data')
  const startedAt = performance.now()
  const client = ['iperf3', '--client', vip4.b, '--time', String(secondsEach), '--json']
  const { stdout } = await sandbox.run('a', client)
  const seconds = (performance.now() - startedAt) / 1000
  const counted = once(child.stdout!, 'data') as Promise<[Buffer]>
  child.kill('SIGTERM')
  const sent = Number((await counted)[0])
  const report = JSON.parse(stdout) as { end: { sum_received: { bits_per_second: number } } }
  return {
    gbitPerSecond: report.end.sum_received.bits_per_second / 1e9,
    sent,
    kiloPacketsPerSecond: sent / seconds / 1000,
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function describe(rounds: readonly Round[]): string {
  const speed = median(rounds.map(({ gbitPerSecond }) => gbitPerSecond)).toFixed(2)
  const flood = median(rounds.map(({ kiloPacketsPerSecond }) => kiloPacketsPerSecond)).toFixed(0)
  return `${speed} Gbit/s beside ${flood} thousand datagrams a second`
}

/** Of every kind that costs the tunnel something else: from a length check to a whole decryption. */
function hostileDatagrams({ configs }: TunnelNetwork): Buffer[] {
  const { below, bytes } = seededRandom()
  const association = { cipher: 'aes-256-gcm', ...configs.a.peers[0]!.outbound } as const
  const sealed = (sequence: number, spi = association.spi) =>
    sealEsp({ ...association, spi }, sequence, ipv4NextHeader, bytes(40 + below(1300)))
  return Array.from({ length: 300 }, (_, index) => {
    const wrong = sealed(0xf0000000 + index)
    wrong[wrong.length - 1] = wrong[wrong.length - 1]! ^ 1
    const truncated = wrong.subarray(0, 20 + below(15))
    const random = bytes(4 * (9 + below(300)))
    random[0] = random[0]! | 0x80
    return [wrong, truncated, random, sealed(index + 1, 0x7777), sealed(0)]
  }).flat()
}

async function hostileDrops(): Promise<number> {
  const { drops } = await network.status('b')
  return reasons.reduce((sum, reason) => sum + (drops[reason] ?? 0), 0)
}

/** Datagrams that the kernel on `b` threw away because a socket's buffer was full. */
async function socketOverflows(): Promise<number> {
  const { stdout } = await network.sandbox.run('b', ['cat', '/proc/net/snmp'])
  const [names = [], values = []] = stdout
    .split('\n')
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(' '))
  return Number(values[names.indexOf('RcvbufErrors')])
}

/** @returns the program's path. */
function buildFlooder(): string {
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'native', 'test-programs.ts')
  return execFileSync(process.execPath, [script, 'flooder'], { encoding: 'utf8' }).trim()
}
