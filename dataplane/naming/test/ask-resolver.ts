// Clients of a resolver or of a name server, which see bytes and nothing else.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Endpoint } from '../../lib/endpoint.ts'
import { TcpFrames, frame } from '../../lib/tcp-frames.ts'
import { types } from '../../wire/dns-codes.ts'
import type { TypeName } from '../../wire/dns-codes.ts'
import { decodeMessage } from '../../wire/dns-message.ts'
import type { DnsMessage } from '../../wire/dns-message.ts'
import { parseDnsName } from '../../wire/dns-name.ts'
import { rdataToText } from '../../wire/dns-rdata.ts'
import { questionBytes } from '../own-question.ts'

export async function askUdp({ address, port }: Endpoint, query: Uint8Array): Promise<Buffer> {
  const socket = createSocket('udp4')
  try {
    const answer = once(socket, 'message') as Promise<[Buffer]>
    socket.send(query, port, address)
    return (await answer)[0]
  } finally {
    socket.close()
  }
}

/** Answers in the order in which they came. */
export async function askTcp(server: Endpoint, ...queries: Uint8Array[]): Promise<Buffer[]> {
  const socket = connect({ host: server.address, port: server.port })
  socket.end(Buffer.concat(queries.map(frame)))
  const frames = new TcpFrames()
  const answers: Buffer[] = []
  for await (const chunk of socket) {
    frames.push(chunk as Buffer)
    for (let next = frames.next(); next; next = frames.next()) answers.push(next)
  }
  return answers
}

export function query(name: string, type: TypeName | number, id = 0x1234): Buffer {
  const parsed = parseDnsName(name)
  if (parsed === undefined) throw new Error(`${name} is no name`)
  const number = typeof type === 'number' ? type : types[type]
  const bytes = Buffer.from(questionBytes(parsed, number, true))
  bytes.writeUInt16BE(id, 0)
  return bytes
}

export function read(bytes: Uint8Array): DnsMessage {
  const decoded = decodeMessage(bytes)
  if (!decoded.ok) throw new Error(`no DNS message: ${decoded.fault}`)
  return decoded.message
}

/** `0 A 240.1.2.3 1` for each record: the rcode, then type, data and TTL. */
export function told(bytes: Uint8Array): string {
  const { header, answers } = read(bytes)
  const records = answers.map(({ type, ttl, rdata }) => {
    const name = Object.entries(types).find(([, number]) => number === type)?.[0] ?? type
    return `${name} ${rdataToText(type, rdata)} ${ttl}`
  })
  return [header.rcode, ...records].join(' ')
}
