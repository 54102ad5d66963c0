// Reads what `iperf3 --json` prints at its end.
import * as v from 'valibot'

export type IperfResult =
  { kind: 'ran'; bitsPerSecond: number; receivedBytes: number } | { kind: 'failed'; reason: string }

const outputSchema = v.union([
  v.object({ error: v.string() }),
  v.object({
    end: v.object({
      /** As the receiver saw it: what is under way at the end does not count. */
      sum_received: v.object({ bytes: v.number(), bits_per_second: v.number() }),
    }),
  }),
])

export function parseIperf(output: string): IperfResult {
  let parsed: unknown
  try {
    parsed = JSON.parse(output)
  } catch {
    return { kind: 'failed', reason: output.trim() }
  }
  const result = v.safeParse(outputSchema, parsed)
  if (!result.success) return { kind: 'failed', reason: v.summarize(result.issues) }
  if ('error' in result.output) return { kind: 'failed', reason: result.output.error }
  const { bytes, bits_per_second: bitsPerSecond } = result.output.end.sum_received
  return { kind: 'ran', bitsPerSecond, receivedBytes: bytes }
}
