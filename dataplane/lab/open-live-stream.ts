// A live stream between the hosts of a lab that is up.
import type { StreamPoints, StreamTransport } from '../contract/stream-points.ts'
import { systemClock } from '../lib/clock.ts'
import { messageOf } from '../lib/error-message.ts'
import type { LabHost } from './address-plan.ts'
import type { Lab } from './lab.ts'
import { LabError } from './lab-error.ts'
import { LiveStream } from './live-stream.ts'
import { monotonicNs } from './report/monotonic.ts'
import { StreamPair } from './report/stream-pair.ts'

/**
 * Both hosts send when it resolves.
 * @param unwanted given up when it is aborted before that: resolves with undefined then
 * @throws LabError
 */
export async function openLiveStream(
  lab: Lab,
  transport: StreamTransport,
  onPoints: (points: StreamPoints[]) => void,
  unwanted: AbortSignal,
): Promise<LiveStream | undefined> {
  const vips = await vipsOf(lab)
  return orStreamFailed(async () => {
    const { sandbox, directory } = lab
    const pair = await StreamPair.open({ sandbox, transport, vips, folder: directory.path })
    const parts = { pair, transport, onPoints }
    const stream = new LiveStream({ ...parts, clock: systemClock, nowNs: monotonicNs })
    // Without its programs it has nothing to wait for.
    const giveUp = () => pair.stop()
    unwanted.addEventListener('abort', giveUp)
    try {
      if (!unwanted.aborted) await stream.start()
      if (!unwanted.aborted) return stream
      pair.stop()
      return undefined
    } catch (error) {
      pair.stop()
      if (unwanted.aborted) return undefined
      throw error
    } finally {
      unwanted.removeEventListener('abort', giveUp)
    }
  })
}

/** Until it is stopped. @throws LabError `stream-failed` when it ends by itself */
export async function untilStreamEnds(stream: LiveStream): Promise<void> {
  await orStreamFailed(() => stream.untilEnded())
}

async function vipsOf(lab: Lab): Promise<Record<LabHost, string>> {
  const status = await lab.status()
  const vipOf = (host: LabHost): string => {
    const found = status.state === 'up' && status.hosts.find((each) => each.host === host)
    if (found && found.vip !== null) return found.vip
    throw new LabError({ code: 'stream-failed', detail: `host ${host} has no VIP` })
  }
  return { a: vipOf('a'), b: vipOf('b') }
}

/** The programs of a stream fail in words of their own. */
async function orStreamFailed<Value>(act: () => Promise<Value>): Promise<Value> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof LabError) throw error
    throw new LabError({ code: 'stream-failed', detail: messageOf(error) }, { cause: error })
  }
}
