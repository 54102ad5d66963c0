// A program that opens a data path, lets a flood of unknown SPIs come in while its JavaScript is busy, as a helper's may
// be for a moment, and prints what was counted and what events it got.
//   node event-counter.ts COUNT
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Dataplane } from 'tun-tap/dataplane'
import { encodeDatagrams } from './datagram-file.ts'

/** Should the kernel have lost some, the counts will tell. */
const arriveWithinMs = 10_000

const count = Number(process.argv[2])
const events: Record<string, number> = {}
const dataplane = new Dataplane({
  tun: 'vip0',
  port: 0,
  onEvent: ({ kind }) => (events[kind] = (events[kind] ?? 0) + 1),
})
const { port } = dataplane.describe()

/** A part of them the kernel refuses by itself, once there are many. */
function countedDrops(): number {
  const { unknownSpi = 0, floodRefused = 0 } = dataplane.drops()
  return unknownSpi + floodRefused
}

function datagram(spi: number): Buffer {
  const bytes = Buffer.alloc(36)
  bytes.writeUInt32BE(spi, 0)
  return bytes
}

const datagrams = Array.from({ length: count }, (_, index) => datagram(0x10000 + index))
const script = join(import.meta.dirname, 'send-datagrams.ts')
const argv = [script, '127.0.0.1:0', `127.0.0.1:${port}`]
const sender = spawnSync(process.execPath, argv, {
  input: encodeDatagrams(datagrams),
  stdio: ['pipe', 'ignore', 'inherit'],
})
if (sender.status !== 0) throw new Error('not all could be sent')

// The last datagrams may be in the socket still; then all the events that will come are in the queue.
const deadline = performance.now() + arriveWithinMs
while (countedDrops() < count && performance.now() < deadline) {
  await new Promise(setImmediate)
}
await new Promise(setImmediate)
console.log(JSON.stringify({ drops: dataplane.drops(), events }))
dataplane.close()
