// A program that sends datagrams to a host as fast as it can until it is stopped.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { encodeDatagrams } from './datagram-file.ts'

/** Beyond what one processor can send here: as fast as it gets. */
const packetsPerSecond = 1_000_000

export interface FloodTarget {
  address: string
  port: number
}

export interface Flood {
  /** Resolves with how many datagrams went out. */
  stop(): Promise<number>
}

export class Flooder {
  readonly #sandbox: Sandbox
  readonly #host: string
  readonly #file: string
  readonly #program = buildFlooder()

  /** @param folder for the file of datagrams, which are sent in turn, over and over */
  constructor(sandbox: Sandbox, host: string, folder: string, datagrams: readonly Uint8Array[]) {
    this.#sandbox = sandbox
    this.#host = host
    this.#file = join(folder, 'flood')
    writeFileSync(this.#file, encodeDatagrams(datagrams))
  }

  /** @param source an address and port of the flooding host; any by default */
  async start(target: FloodTarget, source?: FloodTarget): Promise<Flood> {
    const from = source === undefined ? [] : [source.address, String(source.port)]
    const to = [target.address, String(target.port), String(packetsPerSecond), this.#file]
    const argv = [this.#program, ...to, ...from]
    const child = this.#sandbox.spawn(this.#host, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout!, 'data')
    return {
      stop: async () => {
        const counted = once(child.stdout!, 'data') as Promise<[Buffer]>
        child.kill('SIGTERM')
        return Number((await counted)[0])
      },
    }
  }
}

/** @returns the program's path. */
function buildFlooder(): string {
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'native', 'test-programs.ts')
  return execFileSync(process.execPath, [script, 'flooder'], { encoding: 'utf8' }).trim()
}
