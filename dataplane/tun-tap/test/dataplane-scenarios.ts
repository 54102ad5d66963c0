// What `dataplane.test.ts` runs in a network namespace; prints what it saw as JSON.
import { createSocket } from 'node:dgram'
import { setTimeout as wait } from 'node:timers/promises'
import {
  addPeer,
  application,
  dataplane,
  events,
  runNamed,
  sendTo,
  told,
} from './scenario-dataplane.ts'

/** Of all the packets sent until now, those that arrived at `endpoint`. */
async function listenAtLoopback(): Promise<{ endpoint: string; arrived: () => number }> {
  const far = createSocket('udp4')
  let count = 0
  far.on('message', () => (count += 1))
  await new Promise<void>((resolve) => void far.bind(0, '127.0.0.1', resolve))
  return { endpoint: `127.0.0.1:${far.address().port}`, arrived: () => count }
}

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

await runNamed(scenarios)
