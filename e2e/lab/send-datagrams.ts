// A program that sends the datagrams it is given, each once, in order.
//   node send-datagrams.ts SOURCE:PORT DESTINATION:PORT < DATAGRAMS
// IPv6 addresses in brackets, port 0 for any; DATAGRAMS as `encodeDatagrams` makes them. Prints how many were sent.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { decodeDatagrams } from './datagram-file.ts'

const [source, destination] = process.argv.slice(2).map((endpoint) => {
  const { hostname, port } = new URL(`udp://${endpoint}`)
  return { address: hostname.replaceAll(/[[\]]/g, ''), port: Number(port) }
})
if (source === undefined || destination === undefined) throw new Error('two endpoints are needed')

const socket = createSocket({
  type: source.address.includes(':') ? 'udp6' : 'udp4',
  sendBufferSize: 1 << 20,
})
socket.bind(source.port, source.address)
await once(socket, 'listening')
let sent = 0
for (const datagram of decodeDatagrams(await buffer(process.stdin))) {
  await new Promise<void>((resolve, reject) => {
    socket.send(datagram, destination.port, destination.address, (error) =>
      error ? reject(error) : resolve(),
    )
  })
  sent += 1
}
socket.close()
console.log(sent)
