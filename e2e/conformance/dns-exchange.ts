// A DNS client without opinions: `dns-exchange.ts udp|tcp ADDRESS COUNT` sends each line of standard input,
// which is a message in hexadecimal, and prints COUNT answers as lines. Over UDP what was not answered is
// sent again each half second, with ids to tell by; over TCP the stream is sent as it is given, frames and all.
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

const PORT = 53
const AGAIN_MS = 500
const PATIENCE_MS = 20_000

const [protocol, address = '', count = '0'] = process.argv.slice(2)
const lines = (await text(process.stdin)).split('\n').slice(0, -1)
const messages = lines.map((line) => Buffer.from(line, 'hex'))
const wanted = Number(count)

setTimeout(() => {
  process.stderr.write(`fewer than ${wanted} answers in ${PATIENCE_MS} ms\n`)
  process.exit(1)
}, PATIENCE_MS).unref()

if (protocol === 'udp') overUdp()
else overTcp()

/** The last message is the one to be answered; those before it may be anything. */
function overUdp(): void {
  const socket = createSocket('udp4')
  const answers = new Set<string>()
  const last = messages.at(-1) ?? Buffer.alloc(0)
  const timer = setInterval(() => socket.send(last, PORT, address), AGAIN_MS)
  socket.on('message', (answer) => {
    if (answer.readUInt16BE(0) !== last.readUInt16BE(0)) return
    answers.add(answer.toString('hex'))
    if (answers.size < wanted) return
    process.stdout.write([...answers].map((each) => `${each}\n`).join(''))
    clearInterval(timer)
    socket.close()
  })
  for (const message of messages) socket.send(message, PORT, address)
}

function overTcp(): void {
  const socket = connect(PORT, address)
  let received = Buffer.alloc(0)
  let answers = 0
  const end = () => socket.destroy()
  socket.on('error', end)
  socket.on('close', () => {
    process.stderr.write(`${answers} answers, then the connection was closed\n`)
    process.exitCode = answers >= wanted ? 0 : 1
  })
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0)
      process.stdout.write(`${received.subarray(2, end).toString('hex')}\n`)
      received = received.subarray(end)
      answers++
    }
    if (answers >= wanted && wanted > 0) end()
  })
  socket.write(Buffer.concat(messages))
  // Whoever wants no answer waits for the server to close.
}
