// What passes over the control socket, `control.sock` in the helper's run directory: one JSON
// object a line, in UTF-8.
//
// The helper speaks first (`hello`). A call is answered by `result` or `error` with its id, in any
// order. `watch` begins a stream: of facts, as a snapshot and then each change, or of events.
// Streams end with the connection, which the helper closes when it watches nothing and has not
// asked for five minutes. A client that closes its side has left: its calls are given up.
import * as v from 'valibot'
import { faultSchema } from './errors.ts'
import { eventSchema } from './events.ts'
import {
  collectionNames,
  knownHostSchema,
  mappingSchema,
  partnerSchema,
  peerSchema,
  statusSchema,
  trustQuestionSchema,
} from './model.ts'

/** Another number is another protocol: a client of one does not talk to a helper of the other. */
export const protocolVersion = 2

export const controlSocketName = 'control.sock'
/** Beside it: which process the helper is. */
export const pidFileName = 'vipd.pid'

/** Longest line a client may send, its line break not counted: many times the longest request. */
export const maxRequestBytes = 16 * 1024

/** Longest line that the helper sends; a snapshot takes as many as it needs. */
export const maxReplyBytes = 1024 * 1024

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const clientFrameSchema = v.variant('kind', [
  /** `input` is checked by the call table. */
  v.strictObject({ kind: v.literal('call'), id, call: v.string(), input: v.unknown() }),
  /** Facts: once a connection. */
  v.strictObject({
    kind: v.literal('watch'),
    collections: v.pipe(
      v.array(v.picklist(collectionNames)),
      v.minLength(1),
      v.maxLength(collectionNames.length),
    ),
  }),
  /** Events from the number `from` on, as far as the helper remembers them: once a connection. */
  v.strictObject({ kind: v.literal('watch-events'), from: id }),
])
export type ClientFrame = v.InferOutput<typeof clientFrameSchema>

/** What one entry is now, as a whole; null: it is no more. */
export const changeSchema = v.variant('collection', [
  v.object({ collection: v.literal('status'), value: statusSchema }),
  named('peers', peerSchema),
  /** By their VIP (entry-keys.ts). */
  v.object({
    collection: v.literal('mappings'),
    vip: v.string(),
    value: v.nullable(mappingSchema),
  }),
  named('partners', partnerSchema),
  named('questions', trustQuestionSchema),
  named('knownHosts', knownHostSchema),
])
export type Change = v.InferOutput<typeof changeSchema>

function named<const Name extends string, Entity extends v.GenericSchema>(
  collection: Name,
  entity: Entity,
) {
  return v.object({
    collection: v.literal(collection),
    name: v.string(),
    value: v.nullable(entity),
  })
}

export const helperFrameSchema = v.variant('kind', [
  v.object({
    kind: v.literal('hello'),
    protocol: v.number(),
    version: v.string(),
    /** What this client may do. */
    rights: v.picklist(['read', 'write']),
  }),
  v.object({ kind: v.literal('result'), id: v.number(), result: v.unknown() }),
  /**
   * `id` is null where the line could not be read; the connection then ends. `message` is for logs.
   */
  v.object({
    kind: v.literal('error'),
    id: v.nullable(v.number()),
    message: v.string(),
    error: faultSchema,
  }),
  /**
   * All that there is, in one or more frames with the same number: what the client had before is
   * void.
   */
  v.object({
    kind: v.literal('snapshot'),
    sequence: v.number(),
    isFirst: v.boolean(),
    isLast: v.boolean(),
    changes: v.array(changeSchema),
  }),
  /** The number is one more than that of the frame before. */
  v.object({ kind: v.literal('delta'), sequence: v.number(), change: changeSchema }),
  /** The client was too slow to be told of each change; a new snapshot follows. */
  v.object({ kind: v.literal('resync') }),
  v.object({ kind: v.literal('event'), event: eventSchema }),
  /** All that is remembered has been sent; what follows is new. */
  v.object({ kind: v.literal('events-current') }),
  /** So many events were forgotten before they could be sent. */
  v.object({ kind: v.literal('events-missed'), count: v.number() }),
])
export type HelperFrame = v.InferOutput<typeof helperFrameSchema>
