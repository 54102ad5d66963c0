// A program that serves `randomBody` by HTTP at every path.
//   node download-server.ts ADDRESS PORT BYTES
// Prints "ready" when it listens. Ends by a signal.
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomBody } from './random-body.ts'

const [address = '', port = '', bytes = ''] = process.argv.slice(2)

const server = createServer((_, response) => {
  response.setHeader('Content-Length', bytes)
  // A client that goes away ends its download, not the server.
  void pipeline(Readable.from(randomBody(Number(bytes))), response).catch(() => {})
})
server.listen(Number(port), address, () => console.log('ready'))
