// What `dataplane.test.ts` runs in a network namespace: a real data path. Prints what it saw as JSON.
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { setTimeout as wait } from 'node:timers/promises'
import type { DataplaneEvent, PeerId } from '../dataplane.ts'

// The sources run as they are: this takes the place of the bundler's define, and must come first.
Object.assign(globalThis, { __NATIVE_ADDON__: process.env['VIP_TEST_ADDON'] })
// Sanitizers are for this process alone.
delete process.env['LD_PRELOAD']
const { Dataplane } = await import('../dataplane.ts')

/** Each line is one command of ip(8). */
function ipLines(lines: string): void {
  for (const line of lines.trim().split('\n')) execFileSync('ip', line.trim().split(' '))
}

const events: DataplaneEvent[] = []
const dataplane = new Dataplane({ tun: 'vip0', port: 0, onEvent: (event) => events.push(event) })
ipLines(`link set lo up
  address add 240.0.0.1/32 dev vip0
  link set vip0 up
  route add 240.0.0.0/8 dev vip0`)

/** With keys, and the VIP 240.0.x.y of its number. */
function addPeer(number: number, endpoints: readonly string[]): PeerId {
  const vip = `240.0.${1 + (number >> 8)}.${number & 0xff}`
  const peer = dataplane.addPeer({ v4: { local: '240.0.0.1', remote: vip } })
  dataplane.setEndpoints(peer, endpoints)
  const key = new Uint8Array(36).fill(7)
  dataplane.setOutboundSa(peer, { spi: 4096 + number, cipher: 'aes-256-gcm', key })
  return peer
}

const application = createSocket('udp4')
await new Promise<void>((resolve) => void application.bind(resolve))

/** One packet to each of these VIPs, and time for both threads. */
async function sendTo(...vips: readonly string[]): Promise<void> {
  for (const vip of vips) {
    await new Promise((resolve) => {
      application.send('x', 5000, vip, resolve)
    })
  }
  await wait(150)
}

/** Of all the packets sent until now, those that arrived at `endpoint`. */
async function listenAtLoopback(): Promise<{ endpoint: string; arrived: () => number }> {
  const far = createSocket('udp4')
  let count = 0
  far.on('message', () => (count += 1))
  await new Promise<void>((resolve) => void far.bind(0, '127.0.0.1', resolve))
  return { endpoint: `127.0.0.1:${far.address().port}`, arrived: () => count }
}

const told = (kind: DataplaneEvent['kind']) => events.filter((event) => event.kind === kind).length

const scenarios: Record<string, () => unknown> = {
  /** What a socket could never send to is an outcome, not an exception. */
  badEndpoints() {
    const peer = addPeer(1, ['127.0.0.1:9'])
    return ['127.0.0.1:0', '127.0.0.1:9x', '127.0.0.1', '[::1:9', ''].map((endpoint) => [
      dataplane.sendControl(peer, Uint8Array.of(1), { endpoint }),
      dataplane.sendClear(endpoint, Uint8Array.of(1)),
      dataplane.sendKeepalive(endpoint),
    ])
  },

  /** Hints and challenges go to all endpoints of a peer, of families, too, that this host has no route for. */
  async controlElsewhere() {
    const far = await listenAtLoopback()
    const peer = addPeer(1, [far.endpoint, '[2001:db8::1]:10567'])
    const control = dataplane.sendControl(peer, Uint8Array.of(1), {
      endpoint: '[2001:db8::1]:10567',
    })
    await sendTo('240.0.1.1', '240.0.1.1')
    const { noRoute } = dataplane.drops(peer)
    return { control, arrived: far.arrived(), pathLost: told('pathLost'), noRoute }
  },

  /** What cannot leave to the preferred endpoint waits, and is told of once. */
  async pathLost() {
    const far = await listenAtLoopback()
    const peer = addPeer(1, ['[2001:db8::1]:10567', far.endpoint])
    await sendTo('240.0.1.1', '240.0.1.1')
    const before = { arrived: far.arrived(), pathLost: told('pathLost') }
    dataplane.setEndpoints(peer, [far.endpoint])
    const { heldSent } = dataplane.release(peer)
    await wait(150)
    return { before, heldSent, arrived: far.arrived() }
  },

  /** More peers lose their way at once than events of a kind are kept while JavaScript does something else. */
  async manyPathsLost() {
    const peers = Array.from({ length: 400 }, (_, n) => addPeer(n, ['[2001:db8::1]:10567']))
    for (const n of peers.keys()) application.send('x', 5000, `240.0.${1 + (n >> 8)}.${n & 0xff}`)
    // Behind the sends, which Node puts off that far.
    process.nextTick(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300))
    await wait(600)
    const lost = new Set(events.flatMap((event) => (event.kind === 'pathLost' ? event.peer : [])))
    const heldSent = peers.map((peer) => dataplane.release(peer).heldSent)
    return { told: lost.size, held: heldSent.filter((count) => count === 1).length }
  },
}

const [name = ''] = process.argv.slice(2)
const scenario = scenarios[name]
if (scenario === undefined) throw new Error(`no scenario ${name}`)
process.stdout.write(JSON.stringify(await scenario()))
application.close()
dataplane.close()
process.exit()
