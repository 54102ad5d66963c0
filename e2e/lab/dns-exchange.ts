// A DNS client without opinions: sends one message and prints the answer, both in hexadecimal.
//   node dns-exchange.ts udp|tcp ADDRESS MESSAGE
// There is one try: over the lab's links nothing is lost.
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'

const PORT = 53
const PATIENCE_MS = 10_000

const [protocol, address = '', hex = ''] = process.argv.slice(2)
const message = Buffer.from(hex, 'hex')

setTimeout(() => {
  process.stderr.write(`${address} did not answer within ${PATIENCE_MS} ms\n`)
  process.exit(1)
}, PATIENCE_MS).unref()

if (protocol === 'udp') {
  const socket = createSocket('udp4')
  socket.on('message', (answer) => {
    process.stdout.write(answer.toString('hex'))
    socket.close()
  })
  socket.send(message, PORT, address)
} else {
  const socket = connect(PORT, address)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  socket.write(Buffer.concat([length, message]))
  let received = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
    process.stdout.write(received.subarray(2).toString('hex'))
    socket.destroy()
  })
}
