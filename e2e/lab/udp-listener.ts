// A program that prints each UDP datagram that it gets as a line.
//   node udp-listener.ts ADDRESS PORT
// Prints "ready" first. Ends by a signal.
import { createSocket } from 'node:dgram'

const [address = '', port = ''] = process.argv.slice(2)
const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
socket.on('message', (message) => console.log(message.toString()))
socket.bind(Number(port), address, () => console.log('ready'))
