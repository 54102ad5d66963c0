// What one host newly knows of the numbered messages, as out/sequence-stream tells it by `news`.
import * as v from 'valibot'

const messages = v.array(v.tuple([v.number(), v.number()]))

const newsSchema = v.object({
  /** Number, and when it was sent. */
  sent: messages,
  /** In order of time: number, and when it came. By TCP the newest of each read. */
  received: messages,
  /** Why a TCP connection ended by itself. */
  broken: v.nullable(v.string()),
})
/** Times of CLOCK_MONOTONIC in nanoseconds. */
export type StreamNews = v.InferOutput<typeof newsSchema>

/** @throws where it is nothing of the kind */
export function parseStreamNews(line: string): StreamNews {
  return v.parse(newsSchema, JSON.parse(line))
}
