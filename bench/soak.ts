// `npm run soak`: a thousand random moves of either host or both during sessions that must survive them (BARS, handover).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fqdnOf, labHosts } from '../dataplane/lab/address-plan.ts'
import { installedProgram } from '../dataplane/lab/installed-program.ts'
import { seededRandom } from '../dataplane/lab/measuring/seeded-random.ts'
import { vipStatic } from '../dataplane/lab/report/contestants/vip-static.ts'
import { vip } from '../dataplane/lab/report/contestants/vip.ts'
import { Stage } from '../dataplane/lab/report/stage.ts'
import { RunDirectory } from '../dataplane/lab/run-directory.ts'
import { webFolder } from '../dataplane/lab/services/web-server.ts'
import { parseSoakArguments, usage } from './soak/arguments.ts'
import type { SoakWish } from './soak/arguments.ts'
import { runSoak } from './soak/run-soak.ts'
import type { SoakOutcome } from './soak/run-soak.ts'
import { startDownload } from './soak/sessions/download.ts'
import { startPing } from './soak/sessions/ping.ts'
import { startRtpStream } from './soak/sessions/rtp-stream.ts'
import type { Session, SessionPlace } from './soak/sessions/session.ts'
import { startSshSession } from './soak/sessions/ssh-session.ts'
import { outcomeText } from './soak/text.ts'

/** What a move and the rest after it take, about: the download is to last as long as all of them. */
const secondsPerMove = 0.8
const tellEvery = 20

async function soak(wish: SoakWish, signal: AbortSignal): Promise<SoakOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'vip-soak-'))
  const sessions: Session[] = []
  let stage: Stage | undefined
  const stop = async (): Promise<void> => {
    for (const session of sessions) session.stop()
    await stage?.stop()
  }
  const onAbort = () => void stop()
  signal.addEventListener('abort', onAbort)
  try {
    const name = `soak-${process.pid}`
    const contestant = wish.isStatic ? vipStatic : vip
    note(`the lab ${name} comes up`)
    stage = await Stage.open(contestant, { name, folder, nameServerDelayMs: 0 })
    signal.throwIfAborted()
    const { sandbox, vips } = stage.contestant
    const place: SessionPlace = { sandbox, folder, target: { name: fqdnOf('b'), vip: vips.b } }
    const pages = webFolder(new RunDirectory(name), 'b')
    const seconds = wish.moves * secondsPerMove
    note(`a file of ${wish.megabytes} MB is made, and sessions begin`)
    sessions.push(await startSshSession(place), startPing(place))
    sessions.push(await startDownload({ ...place, pages, megabytes: wish.megabytes, seconds }))
    if (installedProgram('ffmpeg') === undefined) note('no video by RTP: ffmpeg is not installed')
    else sessions.push(await startRtpStream(place))
    const pair = await stage.stream('udp', labHosts)
    const random = seededRandom(wish.seed)
    const begunAt = performance.now()
    return await runSoak({
      ...{ stage, pair, sessions, random, signal, moves: wish.moves },
      onMove(done) {
        if (done % tellEvery !== 0 && done !== wish.moves) return
        const leftMs = ((performance.now() - begunAt) / done) * (wish.moves - done)
        note(`${done} of ${wish.moves} moves, ${Math.round(leftMs / 1000)} s left`)
      },
    })
  } finally {
    signal.removeEventListener('abort', onAbort)
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function note(words: string): void {
  process.stderr.write(`  ${words}\n`)
}

async function main(): Promise<void> {
  const parsed = parseSoakArguments(process.argv.slice(2))
  if (parsed.kind === 'help') {
    process.stdout.write(usage)
    return
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.reason}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => interruption.abort(new Error(signal)))
  }
  try {
    const outcome = await soak(parsed.wish, interruption.signal)
    process.stdout.write(parsed.wish.isJson ? `${JSON.stringify(outcome)}\n` : outcomeText(outcome))
    if (outcome.sessions.some(({ kept }) => !kept)) process.exitCode = 1
  } catch (error) {
    process.stderr.write(
      `The soak ended: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.exitCode = interruption.signal.aborted ? 130 : 1
  }
}

await main()
