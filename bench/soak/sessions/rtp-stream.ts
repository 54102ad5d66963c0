// A video that ffmpeg sends by RTP from host a, as it would a camera's, and decodes on host b.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { withPatience } from './session.ts'
import type { Session, SessionPlace } from './session.ts'

const port = 5004
const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin']
const camera = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25']
/** Half a second between whole pictures, so that it recovers from loss in that time. */
const encoding = ['-c:v', 'mpeg2video', '-g', '12', '-f', 'rtp']

export async function startRtpStream({ sandbox, target, folder }: SessionPlace): Promise<Session> {
  const sdp = join(folder, 'video.sdp')
  const destination = `rtp://${target.vip}:${port}`
  const spawn = (host: 'a' | 'b', argv: readonly string[]) =>
    sandbox.spawn(host, ['ffmpeg', ...quiet, ...argv], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    }) as ChildProcess & { stdout: Readable }
  const sender = spawn('a', [...camera, ...encoding, '-sdp_file', sdp, destination])
  await withPatience(untilThere(folder, sdp), 'ffmpeg did not describe its stream')
  const input = ['-protocol_whitelist', 'file,udp,rtp', '-i', sdp]
  const receiver = spawn('b', [...input, '-progress', 'pipe:1', '-nostats', '-f', 'null', '-'])
  const progress = createInterface({ input: receiver.stdout })
  let frames = 0
  progress.on('line', (line) => {
    const [, count] = /^frame=(\d+)/.exec(line) ?? []
    if (count === undefined || Number(count) === frames) return
    frames = Number(count)
    progress.emit('frame')
  })
  const check = async (): Promise<void> => {
    if (sender.exitCode !== null || receiver.exitCode !== null) throw new Error('ffmpeg ended')
    await withPatience(once(progress, 'frame'), 'no further frame was decoded')
  }
  return {
    name: 'video by RTP',
    check,
    async finish() {
      await check()
      return `${frames} frames decoded`
    },
    stop() {
      sender.kill('SIGKILL')
      receiver.kill('SIGKILL')
    },
  }
}

async function untilThere(folder: string, path: string): Promise<void> {
  const changes = watch(folder)
  try {
    while (!existsSync(path)) await once(changes, 'change')
  } finally {
    changes.close()
  }
}
