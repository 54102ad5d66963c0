// What one host sent and received of the numbered messages, as out/sequence-stream writes it.
import { readFile, rm } from 'node:fs/promises'
import * as v from 'valibot'

const recordSchema = v.object({
  /** By message number. */
  sentNs: v.array(v.number()),
  /** Numbers of messages that the host's own kernel refused. */
  refused: v.array(v.number()),
  /** In order of time: number, and when it came. By TCP the newest of each read. */
  received: v.array(v.tuple([v.number(), v.number()])),
  /** Why a TCP connection ended by itself. */
  broken: v.nullable(v.string()),
})
/** Times of CLOCK_MONOTONIC in nanoseconds. */
export type StreamRecord = v.InferOutput<typeof recordSchema>

/** Reads the file and removes it. */
export async function takeRecord(path: string): Promise<StreamRecord> {
  const record = v.parse(recordSchema, JSON.parse(await readFile(path, 'utf8')))
  await rm(path)
  return record
}
