// A program that says again whatever it is told, over TCP and UDP on one port.
//   node echo-server.ts ADDRESS PORT
// Prints "ready" when it listens. Ends when its standard input does, or by a signal.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

const [address = '', port = ''] = process.argv.slice(2)

const server = createServer({ noDelay: true }, (connection) => {
  connection.on('error', () => connection.destroy())
  connection.pipe(connection)
})
server.listen(Number(port), address)

const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
socket.on('message', (message, from) => socket.send(message, from.port, from.address))
socket.bind(Number(port), address)

await Promise.all([once(server, 'listening'), once(socket, 'listening')])
console.log('ready')
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
