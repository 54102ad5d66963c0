// What takes part in the report: a way for packets between hosts a and b, whose addresses stay when the hosts move.
import type { ReportContestant } from '../../../contract/lab-report.ts'
import type { LabHost, LanName } from '../../address-plan.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'

export interface Contestant {
  id: ReportContestant
  /** For tables. */
  label: string
  /** Why the machine cannot run it; undefined where it can. */
  missing(): string | undefined
  /** In a new sandbox. @throws with what a program said that ended instead */
  start(wish: ContestantWish): Promise<RunningContestant>
}

export interface ContestantWish {
  /** Distinct among all sandboxes of the report. */
  name: string
  /** An existing folder, removed by the report; not for control sockets of programs that want a private one. */
  folder: string
  /** How late the name server's answers come. Only for those that ask DNS. */
  nameServerDelayMs: number
}

export type Places = Readonly<Record<LabHost, LanName>>

export interface RunningContestant {
  sandbox: Sandbox
  /** What streams are sent to. */
  vips: Readonly<Record<LabHost, string>>
  /** Told of each move when it is done: those whose programs do not find out by themselves are told here. */
  afterMove(places: Places): Promise<void>
  /** To the program that carries a host's packets. */
  signal(host: LabHost, signal: NodeJS.Signals): void
  /** Starts it again after it was killed; undefined where it cannot go on then. Resolves when it says that it is ready. */
  restart?: (host: LabHost) => Promise<void>
  /** May be called again. */
  stop(): Promise<void>
}
