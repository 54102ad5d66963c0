// What each button of the lab page moves, and whether it can be pressed. Pure.
import type { ActInput } from '../../main/bridge/acts.ts'

export type LabHost = 'a' | 'b'
export type Lan = 'lan1' | 'lan2'
export type MoveKind = ActInput<'labMove'>['kind']
export const labHosts: readonly LabHost[] = ['a', 'b']

/** Where each host is; null in the middle of a move. */
export type Places = Readonly<Record<LabHost, Lan | null>>

export type MoveButton = 'a' | 'b' | 'both' | 'cross'
export const moveButtons: readonly MoveButton[] = ['a', 'b', 'both', 'cross']

export type MovePlan =
  | { is: 'possible'; moves: ActInput<'labMove'>['moves'] }
  /** A host is on its way. */
  | { is: 'moving' }
  /** Each is where the other is, already. */
  | { is: 'together' }

export function otherLan(lan: Lan): Lan {
  return lan === 'lan1' ? 'lan2' : 'lan1'
}

export function planOf(button: MoveButton, { a, b }: Places): MovePlan {
  if (a === null || b === null) return { is: 'moving' }
  const moveA = { host: 'a' as const, lan: otherLan(a) }
  const moveB = { host: 'b' as const, lan: otherLan(b) }
  switch (button) {
    case 'a':
      return { is: 'possible', moves: [moveA] }
    case 'b':
      return { is: 'possible', moves: [moveB] }
    case 'both':
      return { is: 'possible', moves: [moveA, moveB] }
    case 'cross':
      return a === b ? { is: 'together' } : { is: 'possible', moves: [moveA, moveB] }
  }
}

export function isLan(text: string | null | undefined): text is Lan {
  return text === 'lan1' || text === 'lan2'
}
