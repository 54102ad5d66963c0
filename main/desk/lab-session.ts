// What the desk needs of a lab, and `main/lab/` implements by running `vip lab`. Acts are begun and return; what becomes of
// them is a change of the state, failures too.
import type { InferOutput } from 'valibot'
import type { deskActs } from '../bridge/acts.ts'
import type { LabState, StreamPoints } from '../bridge/desk-state.ts'

type Checked<Act extends keyof typeof deskActs> = InferOutput<(typeof deskActs)[Act]>

export interface LabSession {
  /** As it was told last. */
  readonly state: LabState
  /** Finds out whether somebody else has brought the lab up. */
  look(): void
  /** Brings the lab up, unless it is up or on its way. */
  start(plan: Checked<'labUp'>): void
  /** Resolves when nothing is left of the lab. Idempotent; never rejects. */
  stop(): Promise<void>
  /** Ends what this session has started, and leaves alone a lab that it has found. Idempotent; never rejects. */
  close(): Promise<void>
  /** All moves in the same moment. */
  move(moves: Checked<'labMove'>): void
  link(link: Checked<'labLink'>): void
  /** Another one than the running one ends that first. */
  stream(stream: Checked<'labStream'>): void
}

export interface LabNews {
  /** As a whole, after each change. */
  onChange: (state: LabState) => void
  /** About each 50 ms while a stream runs. */
  onPoints: (points: StreamPoints[]) => void
}

export type OpenLabSession = (news: LabNews) => LabSession

export const labIsDown: LabState = {
  phase: { is: 'down' },
  status: null,
  statusAt: null,
  moving: [],
  stream: { is: 'off' },
  problem: null,
}
