// What the link emulator does to the frames of one direction of a link.
import * as v from 'valibot'

const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100))
const upToTenSecondsMs = v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))

export const linkSettingsSchema = v.strictObject({
  /** Added to every frame's way. */
  delayMs: upToTenSecondsMs,
  /** Delay varies by at most so much to either side, uniformly; frames keep their order. */
  jitterMs: upToTenSecondsMs,
  lossPercent: percent,
  /**
   * Of the frames that are held back until three others have overtaken them, or 10 ms have passed.
   */
  reorderPercent: percent,
  /** Of the frames that arrive twice. */
  duplicatePercent: percent,
  /** Null: as fast as the machine can. */
  rateBitPerSecond: v.nullable(v.pipe(v.number(), v.minValue(1000), v.maxValue(1e12))),
})
export type LinkSettings = v.InferOutput<typeof linkSettingsSchema>

/** A link that is left alone. */
export const perfectLink: LinkSettings = {
  delayMs: 0,
  jitterMs: 0,
  lossPercent: 0,
  reorderPercent: 0,
  duplicatePercent: 0,
  rateBitPerSecond: null,
}

/** `out`: from the machine to its LAN. */
export const linkDirections = ['out', 'in'] as const
export type LinkDirection = (typeof linkDirections)[number]

export const linkCountersSchema = v.object({
  received: v.number(),
  sent: v.number(),
  lost: v.number(),
  duplicated: v.number(),
  reordered: v.number(),
  /** The emulator's queue, or the line's at the given rate, was full. */
  queueFull: v.number(),
  /** Frames that arrived faster than the emulator could read. */
  overrun: v.number(),
  /** The other side was down, or the frame larger than the link carries. */
  refused: v.number(),
})
export type LinkCounters = v.InferOutput<typeof linkCountersSchema>
