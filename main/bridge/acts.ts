// What a window may ask for: one row an act. The acts of the helper are those of its call table, checked there again; the
// others concern the app and the lab. Inputs come from a page and are checked by these schemas on the desk's side. Pure.
import * as v from 'valibot'
import { callTable } from '../../dataplane/contract/calls.ts'
import type { CallInput, CallName, CallOutput } from '../../dataplane/contract/calls.ts'
import type { Fault } from '../../dataplane/contract/errors.ts'
import { linkSettingsSchema } from '../../dataplane/contract/link-settings.ts'
import { hostNameSchema } from '../../dataplane/contract/model.ts'
import type { DeskFrame } from './desk-state.ts'

const nothing = v.strictObject({})
const labHost = v.picklist(['a', 'b'])
const lan = v.picklist(['lan1', 'lan2'])

/** Each answers with nothing, once it is begun: its outcome is a change of the desk's state. */
export const deskActs = {
  /**
   * Starts this machine's helper, or tries again after a failure. `name`: of this computer, for a machine without a
   * configuration, which then gets one.
   */
  startHelper: v.strictObject({ name: v.optional(hostNameSchema) }),
  /** Another helper: this machine's, or that of a host of the lab. */
  look: v.strictObject({ at: v.picklist(['machine', 'a', 'b']) }),
  setPreferences: v.strictObject({
    theme: v.optional(v.picklist(['system', 'light', 'dark'])),
    startAtLogin: v.optional(v.boolean()),
    notifications: v.optional(v.boolean()),
    firstRunDone: v.optional(v.boolean()),
  }),
  labUp: v.strictObject({ nameServer: v.optional(v.picklist(['vip', 'bind', 'knot']), 'vip') }),
  labDown: nothing,
  /** All at once, so that both may move in the same moment. */
  labMove: v.strictObject({
    moves: v.pipe(v.array(v.strictObject({ host: labHost, lan })), v.minLength(1), v.maxLength(2)),
    kind: v.picklist(['break-before-make', 'make-before-break']),
  }),
  /** Null: as if nothing stood between. */
  labLink: v.strictObject({ host: labHost, lan, settings: v.nullable(linkSettingsSchema) }),
  labStream: v.strictObject({ transport: v.nullable(v.picklist(['udp', 'tcp'])) }),
} as const
export type DeskActName = keyof typeof deskActs

export type ActName = CallName | DeskActName

export type ActInput<Name extends ActName> = Name extends CallName
  ? CallInput<Name>
  : Name extends DeskActName
    ? v.InferInput<(typeof deskActs)[Name]>
    : never

export type ActOutput<Name extends ActName> = Name extends CallName ? CallOutput<Name> : null

/** Why an act was not done: what the helper says, or that the desk cannot reach it, or the desk's own reason. */
export type ActFault =
  | Fault
  /** There is no helper to ask, or it did not answer. */
  | { code: 'helper-unreachable'; data: Record<string, never> }
  | { code: 'desk-failed'; data: { act: string; problem: string } }

export type ActReply<Name extends ActName> = { ok: true; value: ActOutput<Name> } | ActRefusal
export type ActRefusal = { ok: false; fault: ActFault }

export function deskFailed(act: string, problem: string): ActRefusal {
  return { ok: false, fault: { code: 'desk-failed', data: { act, problem } } }
}

/** Of one window: a person presses one button at a time; a page that loads asks for a few things at once. */
export const maxActsAtOnce = 32

export function tooManyActs(act: string): ActRefusal {
  return deskFailed(act, 'too many acts at once')
}

/** What the way of a window needs of the desk. */
export interface WindowDesk {
  /** At once a snapshot, then changes, until the function that is returned is called. */
  subscribe(onFrame: (frame: DeskFrame) => void): () => void
  /** Checks both, and never rejects. */
  act(name: string, input: unknown): Promise<ActReply<ActName>>
}

/** What a page has of the world outside. */
export interface Bridge {
  /** At once a snapshot, then changes, until the function that is returned is called. One subscriber at a time. */
  subscribe(onFrame: (frame: DeskFrame) => void, onGone: () => void): () => void
  /** Never rejects. */
  act<Name extends ActName>(name: Name, input: ActInput<Name>): Promise<ActReply<Name>>
}

/** How preload puts the bridge into a window. */
export const bridgeGlobal = 'vipBridge'

/** Over Electron's IPC: acts by invoke, frames by send. */
export const ipcChannels = { act: 'vip:act', frames: 'vip:frames', subscribe: 'vip:subscribe' }

/**
 * Over the WebSocket of `vip ui`, as JSON: a window sends `act`, the desk `reply` with its id, and `frame`. A window is
 * subscribed from the beginning.
 */
export const windowMessageSchema = v.strictObject({
  kind: v.literal('act'),
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  act: v.pipe(v.string(), v.maxLength(64)),
  input: v.unknown(),
})
export type WindowMessage = v.InferOutput<typeof windowMessageSchema>
export type DeskMessage =
  { kind: 'frame'; frame: DeskFrame } | { kind: 'reply'; id: number; reply: ActReply<ActName> }

/** The desk closes a window so that could not keep up with it (IANA's registry of WebSocket close codes: try again later). */
export const closedAsTooSlow = 1013

/** Longest message from a window: a configuration file, and room. */
export const maxWindowMessageBytes = 256 * 1024

export function isCallAct(name: ActName): name is CallName {
  return Object.hasOwn(callTable, name)
}
