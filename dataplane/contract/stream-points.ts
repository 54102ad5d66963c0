// What `vip lab stream --json` prints, one object a line: messages of the numbered streams between the lab's hosts, as they
// become known. One is sent each millisecond in each direction (paper, section 5).
import * as v from 'valibot'

export const streamTransports = ['udp', 'tcp'] as const
export type StreamTransport = (typeof streamTransports)[number]

const messages = v.array(v.tuple([v.number(), v.number()]))

/** Newly known since the line before. Times are milliseconds after the stream began, by one clock for both hosts. */
export const streamPointsSchema = v.object({
  transport: v.picklist(streamTransports),
  /** Which host received; the other one sent. */
  at: v.picklist(['a', 'b']),
  /** [number of the message, when it was sent]. */
  sent: messages,
  /** [number of the message, when it came]. By TCP the newest of each read. */
  received: messages,
})
export type StreamPoints = v.InferOutput<typeof streamPointsSchema>
