// What the control server needs of the domain; vipd.ts implements it. Facts are read, acts are
// called: one method each.
import type { CallName, CallOutput, CheckedInput } from '../contract/calls.ts'
import type { CollectionName, EntityOf } from '../contract/model.ts'
import type { Caller } from './caller-rights.ts'

/**
 * One method for each call of the call table; rights and input have been checked. `signal` is
 * aborted when the caller leaves; `caller` is for an answer that depends on who asks. Expected
 * failures are thrown as `VipError`; anything else is logged and told as `internal`.
 */
export type Acts = {
  [Name in CallName]: (
    input: CheckedInput<Name>,
    signal: AbortSignal,
    caller: Caller,
  ) => CallOutput<Name> | Promise<CallOutput<Name>>
}

/**
 * Reads what is so now, cheaply and without effect. Fields that the contract does not have are left
 * out before anything is sent. Entries of one collection have different names.
 */
export type Facts = {
  [Name in Exclude<CollectionName, 'status'>]: () => Iterable<EntityOf<Name>>
} & { status: () => EntityOf<'status'> }
