// The link emulator's control socket: lines of words there ("set out delay-us=50000 …", "status",
// "stop"), one line of JSON back. The emulator counts in whole microseconds and millionths, people
// write milliseconds and per cent.
import * as v from 'valibot'
import { linkCountersSchema } from '../contract/link-settings.ts'
import type { LinkCounters, LinkDirection, LinkSettings } from '../contract/link-settings.ts'
import { askSocket } from './ask-socket.ts'
import { LabError } from './lab-error.ts'

const US_PER_MS = 1000
const MILLIONTHS_PER_PERCENT = 10_000

export type EmulatorState = { seed: number } & Record<
  LinkDirection,
  { settings: LinkSettings; counters: LinkCounters }
>

const directionSchema = v.object({
  settings: v.object({
    'delay-us': v.number(),
    'jitter-us': v.number(),
    'loss-ppm': v.number(),
    'reorder-ppm': v.number(),
    'duplicate-ppm': v.number(),
    'rate-bps': v.number(),
  }),
  counters: linkCountersSchema,
})

const replySchema = v.union([
  v.object({ error: v.string() }),
  v.object({ seed: v.number(), out: directionSchema, in: directionSchema }),
])

export function settingsLine(direction: LinkDirection, settings: LinkSettings): string {
  const words = {
    'delay-us': settings.delayMs * US_PER_MS,
    'jitter-us': settings.jitterMs * US_PER_MS,
    'loss-ppm': settings.lossPercent * MILLIONTHS_PER_PERCENT,
    'reorder-ppm': settings.reorderPercent * MILLIONTHS_PER_PERCENT,
    'duplicate-ppm': settings.duplicatePercent * MILLIONTHS_PER_PERCENT,
    'rate-bps': settings.rateBitPerSecond ?? 0,
  }
  const text = Object.entries(words).map(([name, value]) => `${name}=${Math.round(value)}`)
  return `set ${direction} ${text.join(' ')}`
}

/** Every question is answered with the whole state. @throws LabError `no-answer` */
export async function askEmulator(socket: string, question: string): Promise<EmulatorState> {
  const reply = v.parse(replySchema, JSON.parse(await askSocket(socket, question)))
  if ('error' in reply) {
    throw new LabError({ code: 'no-answer', socket, detail: reply.error })
  }
  return { seed: reply.seed, out: fromEmulator(reply.out), in: fromEmulator(reply.in) }
}

/** @throws LabError `no-answer` */
export async function readEmulator(socket: string): Promise<EmulatorState> {
  return askEmulator(socket, 'status')
}

function fromEmulator({ settings, counters }: v.InferOutput<typeof directionSchema>) {
  const rate = settings['rate-bps']
  return {
    settings: {
      delayMs: settings['delay-us'] / US_PER_MS,
      jitterMs: settings['jitter-us'] / US_PER_MS,
      lossPercent: settings['loss-ppm'] / MILLIONTHS_PER_PERCENT,
      reorderPercent: settings['reorder-ppm'] / MILLIONTHS_PER_PERCENT,
      duplicatePercent: settings['duplicate-ppm'] / MILLIONTHS_PER_PERCENT,
      rateBitPerSecond: rate === 0 ? null : rate,
    },
    counters,
  }
}
