// The one error that crosses a process border. Programs look at `code` and `data`; the sentence for
// a person is made where it is shown (the CLI's texts, renderer/text.ts).
import * as v from 'valibot'

const call = v.string()
const name = v.string()

export const faultSchema = v.variant('code', [
  /** The line is no request. The connection ends. */
  v.object({ code: v.literal('bad-frame'), data: v.object({ problem: v.string() }) }),
  v.object({ code: v.literal('frame-too-long'), data: v.object({ maxBytes: v.number() }) }),
  v.object({ code: v.literal('unknown-call'), data: v.object({ call }) }),
  v.object({ code: v.literal('bad-input'), data: v.object({ call, problem: v.string() }) }),
  /** `group`: whose members may; null where this machine has none. */
  v.object({
    code: v.literal('no-rights'),
    data: v.object({ call, uid: v.number(), group: v.nullable(v.string()) }),
  }),
  v.object({ code: v.literal('too-many-clients'), data: v.object({ max: v.number() }) }),
  v.object({ code: v.literal('stopping'), data: v.object({}) }),
  /** A fault of the program; what happened is in the helper's log only. */
  v.object({ code: v.literal('internal'), data: v.object({ call }) }),

  /** No key of this host waits for an answer. */
  v.object({ code: v.literal('no-question'), data: v.object({ name }) }),
  /** The question is about another key by now. */
  v.object({
    code: v.literal('question-changed'),
    data: v.object({ name, shown: v.string(), offered: v.string() }),
  }),
  v.object({
    code: v.literal('pasted-differs'),
    data: v.object({ name, pasted: v.string(), offered: v.string() }),
  }),
  /** Nothing is stored of this host. */
  v.object({ code: v.literal('unknown-host'), data: v.object({ name }) }),
  /** `problem` is `full` where only this change did not fit, and all is as before. */
  v.object({
    code: v.literal('trust-store-fault'),
    data: v.object({ path: v.string(), problem: v.string() }),
  }),
  /** The configuration file has another text than the one that was to be replaced. */
  v.object({ code: v.literal('configuration-changed'), data: v.object({ file: v.string() }) }),
  /** The machine refused: what happened and what to do, as sentences of the helper. */
  v.object({
    code: v.literal('act-failed'),
    data: v.object({ call, problem: v.string(), remedy: v.nullable(v.string()) }),
  }),
])
/** What went wrong, as data. */
export type Fault = v.InferOutput<typeof faultSchema>

/** An expected failure, thrown by acts and told to whoever asked. `message` is for logs. */
export class VipError extends Error {
  override readonly name = 'VipError'
  readonly fault: Fault

  constructor(fault: Fault, options?: ErrorOptions) {
    super(`${fault.code} ${JSON.stringify(fault.data)}`, options)
    this.fault = fault
  }
}
