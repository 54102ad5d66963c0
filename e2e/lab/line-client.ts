// A program that holds one TCP connection to `echo-server.ts`: sends each line of its standard input at once, and prints
// each line that comes back.
//   node line-client.ts ADDRESS PORT
// Prints "connected" first. Ends when its standard input does.
import { once } from 'node:events'
import { connect } from 'node:net'

const [address = '', port = ''] = process.argv.slice(2)
const socket = connect({ host: address, port: Number(port), noDelay: true })
await once(socket, 'connect')
console.log('connected')
socket.pipe(process.stdout)
process.stdin.pipe(socket)
