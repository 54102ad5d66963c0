// A program that says something to `echo-server.ts` and prints what comes back.
//   node echo-client.ts tcp|udp ADDRESS PORT TEXT
// Ends with status 1 and the errno's name on standard error where that fails.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'

const [protocol = '', address = '', port = '', message = ''] = process.argv.slice(2)

async function sayByTcp(): Promise<string> {
  const socket = connect({ host: address, port: Number(port), noDelay: true })
  socket.write(message)
  let heard = ''
  for await (const chunk of socket) {
    heard += String(chunk)
    if (heard.length === message.length) break
  }
  return heard
}

async function sayByUdp(): Promise<string> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  // Connected, so that an ICMP error comes back as an error.
  socket.connect(Number(port), address)
  await once(socket, 'connect')
  socket.send(message)
  const [heard] = (await once(socket, 'message')) as [Buffer]
  socket.close()
  return heard.toString()
}

try {
  console.log(await (protocol === 'tcp' ? sayByTcp() : sayByUdp()))
} catch (error) {
  console.error((error as NodeJS.ErrnoException).code ?? error)
  process.exitCode = 1
}
