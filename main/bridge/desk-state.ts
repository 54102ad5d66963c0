// What a window shows: the desk. Main owns it, as a mirror of the helper's facts, the receipts of moves, the lab and the
// person's preferences; a window gets all of it once and then each change. The same frames pass over Electron's IPC and
// over the WebSocket of `vip ui`. Pure.
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import type { LabStatus } from '../../dataplane/contract/lab-status.ts'
import type { StreamPoints, StreamTransport } from '../../dataplane/contract/stream-points.ts'

export type { StreamPoints }

/** How it stands with the helper that the desk looks at. */
export type HelperState =
  /** Nobody listens at its socket, and nobody starts it. */
  | { phase: 'absent' }
  /** Started by the desk, or its socket is there and the first facts are awaited. */
  | { phase: 'starting' }
  | { phase: 'ready'; version: string; rights: 'read' | 'write' }
  /** It was ready, and the connection has ended. `since`: milliseconds since 1970. */
  | { phase: 'lost'; since: number }
  /** `attempt`: from 1; `nextAt`: when it is tried, in milliseconds since 1970. */
  | { phase: 'restarting'; attempt: number; nextAt: number }
  | { phase: 'failed'; reason: HelperFailure }

/** Why nothing more is tried until the person asks for it. `detail`: the last words of a program, or null. */
export type HelperFailure =
  | { code: 'crash-loop'; exits: number; withinMs: number; detail: string | null }
  /** The person closed the question for a password; a policy refused. */
  | { code: 'elevation-dismissed' }
  | { code: 'elevation-refused'; detail: string | null }
  | { code: 'not-installed'; path: string }
  | { code: 'socket-forbidden'; socket: string }
  | { code: 'other-protocol'; helperVersion: string }
  | { code: 'not-a-helper'; socket: string; detail: string | null }
  | { code: 'could-not-start'; detail: string | null }

/** Which helper the desk looks at: the machine's own, or that of a host of the lab. */
export type Viewpoint =
  { kind: 'machine'; runDirectory: string } | { kind: 'lab'; host: 'a' | 'b'; runDirectory: string }

/** The lab as the desk runs it. */
export type LabState = {
  phase: LabPhase
  /** As `vip lab status --json` has it; null unless it is up. */
  status: Extract<LabStatus, { state: 'up' }> | null
  /** When it said so, in milliseconds since 1970: what is a proof of life then gets older. */
  statusAt: number | null
  /** Hosts that are on their way between two LANs. */
  moving: ('a' | 'b')[]
  /** The numbered messages that the paper's figures are drawn from. */
  stream: StreamState
  /** What an act on the lab failed with last, in the words of `vip lab`; null once another worked. */
  problem: string | null
}

export type LabPhase =
  { is: 'down' } | { is: 'coming-up' } | { is: 'up' } | { is: 'going-down' } | LabFailure
/** `detail`: in the words of `vip lab`. */
export type LabFailure = { is: 'failed'; detail: string }

export type StreamState = { is: 'off' } | { is: 'running'; transport: StreamTransport }

/** What a person chose about this app; the helper's own settings are in its configuration. */
export type Preferences = {
  theme: 'system' | 'light' | 'dark'
  startAtLogin: boolean
  notifications: boolean
  /** Whether the first-run pages were gone through, or left. */
  firstRunDone: boolean
}

/** What the app that shows the pages can do, and is. */
export type Shell = {
  kind: 'electron' | 'browser'
  version: string
  /** Whether there is a configuration of this machine's helper; the lab page comes first where there is none. */
  configured: boolean
  /** Whether the app can start at login and shows a tray icon. */
  hasTray: boolean
}

export type DeskState = {
  shell: Shell
  viewpoint: Viewpoint
  helper: HelperState
  /**
   * Every fact of the helper, in no order. While it is lost, restarting or starting these are what it told last; empty once
   * it is absent or failed.
   */
  facts: Change[]
  /** The newest receipts, oldest first; at most `maxReceipts`. */
  handovers: Handover[]
  lab: LabState
  preferences: Preferences
}

/** Of the helper's thousand; a window that wants more asks for them by `handovers`. */
export const maxReceipts = 200

export type DeskChange =
  | { part: 'shell'; value: Shell }
  /** The facts and receipts of the viewpoint before are void. */
  | { part: 'viewpoint'; value: Viewpoint }
  | { part: 'helper'; value: HelperState }
  /** All there are: what was before is void. */
  | { part: 'facts'; value: Change[] }
  /** In order of time. */
  | { part: 'facts-changed'; value: Change[] }
  | { part: 'handovers'; value: Handover[] }
  /** New, or another state of one that is known. */
  | { part: 'handover'; value: Handover }
  | { part: 'lab'; value: LabState }
  /** Of the running stream; not part of the snapshot. */
  | { part: 'stream-points'; value: StreamPoints[] }
  | { part: 'preferences'; value: Preferences }
  /** A notice or the tray was clicked: show this page. */
  | { part: 'show-page'; value: PageName }

export const pageNames = [
  'status',
  'peers',
  'addresses',
  'partners',
  'handovers',
  'trust',
  'lab',
  'settings',
  'first-run',
] as const
export type PageName = (typeof pageNames)[number]

/** What a window is told. The first frame is a snapshot, and each later one voids what was before. */
export type DeskFrame =
  | { kind: 'snapshot'; state: DeskState }
  /** In order; sent at most each 50 ms, unless a person waits for it. */
  | { kind: 'changes'; changes: DeskChange[] }
