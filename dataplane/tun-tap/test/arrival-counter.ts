// A program that counts what arrives at UDP port 10567 of its namespace, of both families. Prints `ready`, and for each
// line of its standard input what came until then: datagrams by their bytes, and how many the kernel had to put together
// from fragments.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export type Arrivals = {
  v4: Record<string, number>
  v6: Record<string, number>
  fragmented: [number, number]
}

const v4: Record<string, number> = {}
const v6: Record<string, number> = {}

async function listen(type: 'udp4' | 'udp6', counts: Record<string, number>): Promise<void> {
  const socket = createSocket({ type, ipv6Only: type === 'udp6', recvBufferSize: 1 << 20 })
  socket.on('message', ({ length }) => (counts[length] = (counts[length] ?? 0) + 1))
  await new Promise<void>((resolve) => void socket.bind(10567, resolve))
}

/** Of ip(7) and ipv6(7): whole datagrams made of fragments. */
function fragmented(): [number, number] {
  const lines = readFileSync('/proc/net/snmp', 'utf8').split('\n')
  const [names = [], values = []] = lines.map((line) => line.split(' '))
  const v6 = /Ip6ReasmOKs\s+(\d+)/.exec(readFileSync('/proc/net/snmp6', 'utf8'))
  return [Number(values[names.indexOf('ReasmOKs')]), Number(v6?.[1])]
}

await listen('udp4', v4)
await listen('udp6', v6)
createInterface(process.stdin)
  .on('line', () => {
    console.log(JSON.stringify({ v4, v6, fragmented: fragmented() } satisfies Arrivals))
  })
  .on('close', () => process.exit())
console.log('ready')
