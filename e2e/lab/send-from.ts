// Datagrams of any content from any host of a sandbox, by `send-datagrams.ts` there.
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { encodeDatagrams } from './datagram-file.ts'

export type DatagramPath = {
  host: string
  /** Endpoints, IPv6 addresses in brackets; a source's port 0 for any. */
  source: string
  destination: string
}

/** Sends each once, in order. @throws where not all could be sent. */
export async function sendFrom(
  sandbox: Sandbox,
  { host, source, destination }: DatagramPath,
  datagrams: readonly Uint8Array[],
): Promise<void> {
  const program = join(import.meta.dirname, 'send-datagrams.ts')
  const child = sandbox.spawn(host, [process.execPath, program, source, destination])
  child.stdin?.on('error', () => {}).end(encodeDatagrams(datagrams))
  const [said, complaint] = await Promise.all([text(child.stdout!), text(child.stderr!)])
  if (Number(said) !== datagrams.length) throw new Error(`${source} sent ${said}: ${complaint}`)
}
