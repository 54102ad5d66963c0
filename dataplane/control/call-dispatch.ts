// From a call on the wire to the domain's method and back: the one place where rights and input are
// checked, and where what leaves is cut to the contract.
import * as v from 'valibot'
import { callTable, isCallName } from '../contract/calls.ts'
import type { CallName } from '../contract/calls.ts'
import { VipError } from '../contract/errors.ts'
import type { Acts } from './acts.ts'
import type { Caller } from './caller-rights.ts'
import { controlGroupName } from './caller-rights.ts'

export type DispatchOptions = {
  acts: Acts
  /** Whether this machine has the group whose members may write. */
  hasGroup: boolean
  /** What the caller is not told. */
  onFault: (fault: Error) => void
}

/** @throws VipError, and nothing else */
export async function dispatchCall(
  options: DispatchOptions,
  caller: Caller,
  call: string,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (!isCallName(call)) throw new VipError({ code: 'unknown-call', data: { call } })
  const { rights, input: inputSchema } = callTable[call]
  if (rights === 'write' && caller.rights !== 'write') {
    const group = options.hasGroup ? controlGroupName : null
    throw new VipError({ code: 'no-rights', data: { call, uid: caller.uid, group } })
  }
  const parsed = v.safeParse(inputSchema, input)
  if (!parsed.success) {
    const problem = parsed.issues.map(problemOf).join('; ')
    throw new VipError({ code: 'bad-input', data: { call, problem } })
  }
  try {
    return await act(options.acts, call, [parsed.output, signal, caller])
  } catch (error) {
    if (error instanceof VipError) throw error
    options.onFault(new Error(`the call "${call}" failed`, { cause: error }))
    throw new VipError({ code: 'internal', data: { call } }, { cause: error })
  }
}

/** @throws what the act throws; ValiError when its output does not fit the contract */
async function act(
  acts: Acts,
  call: CallName,
  words: [input: unknown, signal: AbortSignal, caller: Caller],
): Promise<unknown> {
  // The table has just given the input its type; TypeScript cannot follow one call through both
  // tables.
  const method = acts[call].bind(acts) as (...words: [unknown, AbortSignal, Caller]) => unknown
  return v.parse(callTable[call].output, await method(...words))
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path === null ? issue.message : `${path}: ${issue.message}`
}
