// One UDP datagram over IPv4 from any source, as who may open raw sockets can send it. Node has none.
import { isIPv4 } from 'node:net'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'

export interface ForgedDatagram {
  /** Address and port; port 0 is forged easily, and Linux delivers it. */
  source: readonly [string, number]
  destination: readonly [string, number]
  payload: Uint8Array
}

const program = `
import socket, struct, sys
source, port, destination, to, payload = sys.argv[1:]
payload = bytes.fromhex(payload)
# Without a checksum of UDP; the kernel writes that of IPv4.
udp = struct.pack('!HHHH', int(port), int(to), 8 + len(payload), 0) + payload
ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 0, 0, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton(destination))
socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW).sendto(ip + udp, (destination, 0))
`

/** Needs python3 on this machine. @throws where it could not be sent */
export async function sendForged(
  sandbox: Sandbox,
  host: string,
  { source, destination, payload }: ForgedDatagram,
): Promise<void> {
  if (!isIPv4(source[0]) || !isIPv4(destination[0]))
    throw new Error('IPv4 alone can be forged here')
  const words = [...source, ...destination].map(String)
  const hex = Buffer.from(payload).toString('hex')
  const { status, stderr } = await sandbox.run(host, ['python3', '-c', program, ...words, hex])
  if (status !== 0) throw new Error(`no datagram was sent: ${stderr}`)
}
