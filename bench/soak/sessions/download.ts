// One download of a large file by one connection, slow enough to last as long as the moves; what comes must have the checksum
// of what is served.
import type { ChildProcess } from 'node:child_process'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Session, SessionPlace } from './session.ts'

const blockBytes = 1_000_000
const fileName = 'soak.bin'

export type DownloadWish = SessionPlace & {
  /** What the web server of host b serves. */
  pages: string
  megabytes: number
  /** How long it should take. */
  seconds: number
}

export async function startDownload(wish: DownloadWish): Promise<Session> {
  const { sandbox, target, folder, pages, megabytes, seconds } = wish
  const file = join(folder, fileName)
  const expected = await writeRandomFile(file, megabytes)
  // Where the lab keeps its files is memory on most machines.
  symlinkSync(file, join(pages, fileName))
  const rate = Math.ceil((megabytes * blockBytes) / seconds)
  const argv = ['curl', '-sS', '--limit-rate', String(rate), `http://${target.name}/${fileName}`]
  const child = sandbox.spawn('a', argv, {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  }) as ChildProcess & { stdout: Readable }
  const closed = once(child, 'close')
  const hash = createHash('sha256')
  let receivedBytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    hash.update(chunk)
    receivedBytes += chunk.length
  })
  let throughMoves = 0
  const check = (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) throughMoves += 1
    else if (child.exitCode !== 0) throw new Error(`curl ended with status ${child.exitCode}`)
    return Promise.resolve()
  }
  return {
    name: `download of ${megabytes} MB`,
    check,
    async finish() {
      await check()
      await closed
      if (child.exitCode !== 0) throw new Error(`curl ended with status ${child.exitCode}`)
      const came = hash.digest('hex')
      if (came !== expected) throw new Error(`its checksum is wrong, after ${receivedBytes} bytes`)
      return `${receivedBytes} bytes through ${throughMoves} moves, SHA-256 right`
    },
    stop: () => void child.kill('SIGKILL'),
  }
}

/** @returns its SHA-256. Random, but made by a cipher, which is faster than the kernel's numbers. */
async function writeRandomFile(path: string, megabytes: number): Promise<string> {
  const cipher = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16))
  const hash = createHash('sha256')
  const zeros = Buffer.alloc(blockBytes)
  const blocks = function* (): Generator<Buffer> {
    for (let block = 0; block < megabytes; block += 1) {
      const bytes = cipher.update(zeros)
      hash.update(bytes)
      yield bytes
    }
  }
  await pipeline(Readable.from(blocks()), createWriteStream(path))
  return hash.digest('hex')
}
