// What the lab page's controls ask for, and what it failed with last: one place for all of them, since one sentence is shown.
import { useCallback, useState } from 'react'
import type { ActInput, DeskActName } from '../../main/bridge/acts.ts'
import { act } from '../state/desk-store.ts'
import { faultSentence } from '../text/fault-text.ts'

export type LabActName = Extract<DeskActName, `lab${string}` | 'look'>
export type AskLab = <Name extends LabActName>(name: Name, input: ActInput<Name>) => void

export type LabActs = {
  ask: AskLab
  /** Acts whose answer is awaited. */
  busy: ReadonlySet<LabActName>
  problem: string | null
}

export function useLabActs(): LabActs {
  const [busy, setBusy] = useState<ReadonlySet<LabActName>>(new Set())
  const [problem, setProblem] = useState<string | null>(null)
  const ask = useCallback<AskLab>((name, input) => {
    setBusy((others) => new Set(others).add(name))
    void act(name, input).then((reply) => {
      setBusy((others) => new Set([...others].filter((other) => other !== name)))
      setProblem(reply.ok ? null : faultSentence(reply.fault))
    })
  }, [])
  return { ask, busy, problem }
}
