// `vip lab stream`: numbered messages between a and b, as they are known, until somebody has seen enough.
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { streamTransports } from '../contract/stream-points.ts'
import type { StreamPoints } from '../contract/stream-points.ts'
import { openLab } from '../lab/lab.ts'
import { LabError } from '../lab/lab-error.ts'
import { openLiveStream, untilStreamEnds } from '../lab/open-live-stream.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { labOption, refuseMore, requireTransport } from './lab-arguments.ts'
import { StreamSummary } from './lab-stream-summary.ts'
import { labText } from './lab-text.ts'

const options = {
  ...labOption,
  transport: { type: 'string', default: streamTransports[0] },
  json: { type: 'boolean', default: false },
} as const

/** A minute of what is told. */
const MOST_UNREAD_BYTES = 8_000_000

export const labStream: Command = {
  help: labText.streamHelp,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    refuseMore(positionals, 0)
    const transport = requireTransport(values.transport)
    const lab = openLab(new RunDirectory(values.lab))
    const asked = askedToEnd()
    const untilAsked = once(asked, 'abort')
    const print = values.json ? printLines : printSummaries()
    const unread = Promise.withResolvers<never>()
    const onPoints = (points: readonly StreamPoints[]) => {
      print(points)
      if (process.stdout.writableLength <= MOST_UNREAD_BYTES) return
      unread.reject(new LabError({ code: 'stream-failed', detail: 'nobody reads what is printed' }))
    }
    try {
      const stream = await openLiveStream(lab, transport, onPoints, asked)
      if (stream === undefined) return exitStatus.done
      try {
        await Promise.race([untilAsked, unread.promise, untilStreamEnds(stream)])
      } finally {
        await stream.stop()
      }
      return exitStatus.done
    } finally {
      // It would keep the process.
      process.stdin.destroy()
    }
  },
}

function printLines(points: readonly StreamPoints[]): void {
  process.stdout.write(points.map((each) => `${JSON.stringify(each)}\n`).join(''))
}

function printSummaries(): (points: readonly StreamPoints[]) => void {
  const summary = new StreamSummary()
  return (points) => {
    for (const direction of summary.add(points, performance.now())) {
      process.stdout.write(labText.streamed(direction))
    }
  }
}

/** By a signal, or by the end of standard input where that is no terminal, which a background job may not read. */
function askedToEnd(): AbortSignal {
  const asked = new AbortController()
  const end = () => asked.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  if (!process.stdin.isTTY) process.stdin.on('error', end).on('end', end).resume()
  return asked.signal
}
