// A middlebox that holds a dead binding for a tunnel's usual port stops nothing that leaves by the alternate one (PROTOCOL
// section 7).
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import {
  createTunnelNetwork,
  lanInterface,
  tunnelPort,
  vip4,
  type OuterFamily,
  type TunnelNetwork,
} from './tunnel-network.ts'

const missing = rootIsMissing ?? missingProgram('nft', 'ping', 'iperf3')
const outers: readonly OuterFamily[] = ['IPv4', 'IPv6']

let network: TunnelNetwork

describe.each(outers)('over %s', (outer) => {
  beforeEach(async ({ skip }) => {
    if (missing !== undefined) skip(missing)
    network = await createTunnelNetwork({ name: 'tunnel-source-port', outer })
    const dead = await dropUsualPortOnB()
    if (dead !== undefined) skip(dead)
  })
  afterEach(() => network?.destroy())

  test('packets leave by the alternate port, and are taken from either', async () => {
    expect(await canReachB()).toBe(false)
    const port = await alternatePort()
    expect(port).not.toBe(tunnelPort)
    // b still sends to the usual port: nothing is dropped that way.
    await tellB([network.endpoint('a'), network.endpoint('a', port)])
    expect(await canReachB()).toBe(true)
    const before = await packetsFromUsualPort()
    await tellB([network.endpoint('a', port)])
    expect(await canReachB()).toBe(true)
    expect(await packetsFromUsualPort()).toBe(before)
  })

  test('a renewed one replaces it, and carries a stream', async () => {
    await tellB([network.endpoint('a', await alternatePort())])
    expect(await canReachB()).toBe(true)
    const before = await alternatePort()
    const renewed = await alternatePort()
    expect(renewed).not.toBe(before)
    await tellB([network.endpoint('a', renewed)])
    expect(await canReachB()).toBe(true)
    expect(await listeningPortsOnA()).not.toContain(before)
    expect(await listeningPortsOnA()).toContain(renewed)
    const server = network.sandbox.spawn('b', ['iperf3', '--server', '--one-off', '--bind', vip4.b])
    await vi.waitFor(async () => expect(await isListening()).toBe(true), 5000)
    const client = ['iperf3', '--client', vip4.b, '--bytes', '50M', '--json']
    const { stdout, status } = await network.sandbox.run('a', client)
    server.kill()
    expect(status).toBe(0)
    const report = JSON.parse(stdout) as { end: { sum_received: { bytes: number } } }
    expect(report.end.sum_received.bytes).toBeGreaterThan(40e6)
  })
})

async function alternatePort(): Promise<number> {
  const reply = await network.tunnel('a').ask({ method: 'alternatePort', params: { peer: 'b' } })
  return (reply as { port: number }).port
}

async function tellB(endpoints: readonly string[]): Promise<void> {
  await network
    .tunnel('b')
    .ask({ method: 'endpoints', params: { peer: 'a', endpoints: [...endpoints] } })
}

async function canReachB(): Promise<boolean> {
  const argv = ['ping', '-c', '1', '-W', '1', vip4.b]
  return (await network.sandbox.run('a', argv)).status === 0
}

/** Returns why that cannot be had. */
async function dropUsualPortOnB(): Promise<string | undefined> {
  const rules = `table netdev middlebox {
    chain dead {
      type filter hook ingress device ${lanInterface} priority 0;
      udp sport ${tunnelPort} counter drop
    }
  }`
  const { status, stderr } = await network.sandbox.run('b', ['nft', '-f', '-'], { input: rules })
  return status === 0 ? undefined : `this kernel has not what nft needs: ${stderr.trim()}`
}

/** Datagrams that `a` sent from the usual port all the same. */
async function packetsFromUsualPort(): Promise<number> {
  const list = ['nft', 'list', 'table', 'netdev', 'middlebox']
  const { stdout } = await network.sandbox.run('b', list)
  return Number(/counter packets (\d+)/.exec(stdout)?.[1])
}

async function listeningPortsOnA(): Promise<number[]> {
  const { stdout } = await network.sandbox.run('a', ['ss', '-Hlun'])
  return stdout
    .split('\n')
    .map((line) => Number(/:(\d+)\s/.exec(line.slice(line.indexOf('UNCONN')))?.[1]))
    .filter(Number.isFinite)
}

async function isListening(): Promise<boolean> {
  const { stdout } = await network.sandbox.run('b', ['ss', '-Htln', 'sport = :5201'])
  return stdout !== ''
}
