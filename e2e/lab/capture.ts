// A capture of what passes an interface, by tcpdump, and its frames as bytes.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'

export type CaptureOptions = {
  host: string
  interface: string
  /** pcap-filter(7). */
  filter: string
  /** Where to write it. */
  path: string
  /**
   * Of each frame, the rest is cut; default: all. The kernel keeps so much free for every frame that tcpdump has not read
   * yet: of whole ones there is room for eight, too few where many pass on a busy machine.
   */
  maxBytes?: number
}

export type TimedFrame = {
  /** When the kernel saw it pass: milliseconds since 1970, in steps of a microsecond. */
  atMs: number
  frame: Buffer
}

export class Capture {
  readonly path: string
  readonly #process: ChildProcess

  constructor(process: ChildProcess, path: string) {
    this.#process = process
    this.path = path
  }

  /** All frames until now, with their link-layer header. */
  frames(): Buffer[] {
    return this.timedFrames().map(({ frame }) => frame)
  }

  timedFrames(): TimedFrame[] {
    return readFrames(readFileSync(this.path))
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#process
    if (exitCode !== null || signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGINT')
    await ended
  }
}

/** Resolves when nothing that passes from now on is missed. @throws with tcpdump's words. */
export async function startCapture(
  sandbox: Sandbox,
  { host, interface: name, filter, path, maxBytes = 0 }: CaptureOptions,
): Promise<Capture> {
  // Written at once, by us: in a directory of root's, tcpdump's own user could not.
  const manner = ['--immediate-mode', '--packet-buffered', '-Z', 'root', '-n', '-s', `${maxBytes}`]
  const argv = ['tcpdump', ...manner, '-i', name, '-w', path, filter]
  const child = sandbox.spawn(host, argv, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  for await (const chunk of (child.stderr as Readable).iterator({ destroyOnReturn: false })) {
    said += String(chunk)
    if (said.includes('listening on')) return new Capture(child, path)
  }
  throw new Error(`tcpdump: ${said.trim()}`)
}

/**
 * Makes a host send frames as they would be on a wire: a virtual cable carries several datagrams as one frame where it
 * may. @throws with ethtool's words.
 */
export async function sendWireFrames(sandbox: Sandbox, host: string, card: string): Promise<void> {
  const offloads = ['gso', 'off', 'tso', 'off', 'tx-udp-segmentation', 'off', 'gro', 'off']
  const { status, stderr } = await sandbox.run(host, ['ethtool', '-K', card, ...offloads])
  if (status !== 0) throw new Error(`ethtool: ${stderr.trim()}`)
}

/** Of a pcap file in this processor's byte order; one that is being written may end in half a frame. */
function readFrames(file: Buffer): TimedFrame[] {
  const frames: TimedFrame[] = []
  for (let at = 24; at + 16 <= file.length;) {
    const bytes = file.readUInt32LE(at + 8)
    if (at + 16 + bytes > file.length) break
    const atMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000
    frames.push({ atMs, frame: file.subarray(at + 16, at + 16 + bytes) })
    at += 16 + bytes
  }
  return frames
}
