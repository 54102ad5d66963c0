// The one state of all windows: the helper that is looked at, the lab, the preferences and the app itself. Windows get it
// whole and then each change; what they ask for is checked here, or by the helper.
import * as v from 'valibot'
import { ClientError } from '../../dataplane/client/client-error.ts'
import { callTable } from '../../dataplane/contract/calls.ts'
import type { CallInput, CallName } from '../../dataplane/contract/calls.ts'
import { VipError } from '../../dataplane/contract/errors.ts'
import type { EventEntry } from '../../dataplane/contract/events.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import { messageOf } from '../../dataplane/lib/error-message.ts'
import { deskActs, isCallAct } from '../bridge/acts.ts'
import type { ActFault, ActName, ActReply, DeskActName } from '../bridge/acts.ts'
import type {
  DeskChange,
  DeskFrame,
  DeskState,
  HelperState,
  LabState,
  PageName,
  Preferences,
  Shell,
} from '../bridge/desk-state.ts'
import { FrameOutlet } from './frame-outlet.ts'
import type { LabSession, OpenLabSession } from './lab-session.ts'
import type { PreferencesFile } from './preferences.ts'
import type { LaunchOutcome } from '../helper/launch-outcome.ts'
import type { HelperConnection, Mirror } from '../helper/mirror.ts'
import { Viewpoints } from './viewpoints.ts'

export interface DeskOptions {
  clock: Clock
  shell: Shell
  /** Of this machine's helper. */
  runDirectory: string
  preferences: PreferencesFile
  openLab: OpenLabSession
  /** As `SupervisorOptions` has it, for this machine's helper. */
  launch: (firstName: string | undefined) => Promise<LaunchOutcome>
  /** As `ControlConnection.connect`. */
  connect?: (runDirectory: string) => Promise<HelperConnection>
  /** Of this machine's helper, whatever windows look at. */
  onEvent?: (event: EventEntry) => void
  /** Something of this machine's helper is another now: for tray and notices. */
  onMachine?: () => void
  /** A person has changed their mind. @throws Error with a sentence, where that cannot be done */
  onPreferences?: (now: Preferences, before: Preferences) => void
}

/** What tray and notices are told of. */
export interface MachineView {
  helper: HelperState
  /** Whether it is a program that was started from here. */
  isOurs: boolean
  mirror: Mirror
  preferences: Preferences
}

export class Desk {
  readonly #options: DeskOptions
  readonly #viewpoints: Viewpoints
  readonly #lab: LabSession
  readonly #outlet = new FrameOutlet(() => this.state)
  #shell: Shell

  constructor(options: DeskOptions) {
    this.#options = options
    this.#shell = options.shell
    const { onMachine, onEvent = () => {} } = options
    this.#viewpoints = new Viewpoints({
      ...options,
      onEvent,
      onMachine: () => {
        this.#noteConfigured()
        onMachine?.()
      },
      onChanges: (changes) => this.#tell(...changes),
    })
    this.#lab = options.openLab({
      onChange: (lab) => this.#labChanged(lab),
      onPoints: (points) => this.#tell({ part: 'stream-points', value: points }),
    })
  }

  get state(): DeskState {
    const { viewpoint, helper, mirror } = this.#viewpoints.shown
    const { facts, receipts } = mirror
    return {
      shell: this.#shell,
      viewpoint,
      helper,
      facts: facts.all(),
      handovers: receipts.all,
      lab: this.#lab.state,
      preferences: this.#options.preferences.preferences,
    }
  }

  get machine(): MachineView {
    const { helper, mirror } = this.#viewpoints.machine
    const { preferences } = this.#options.preferences
    return { helper, isOurs: this.#viewpoints.isMachineOurs, mirror, preferences }
  }

  /** Idempotent. */
  start(): void {
    this.#viewpoints.start()
  }

  /** Ends a lab that was brought up here; this machine's helper stays as it is. Idempotent; never rejects. */
  async stop(): Promise<void> {
    this.#viewpoints.stop()
    this.#outlet.close()
    await this.#lab.close()
  }

  /** At once a snapshot, then each change, until the function that is returned is called. */
  subscribe(onFrame: (frame: DeskFrame) => void): () => void {
    const { is } = this.#lab.state.phase
    if (is === 'down' || is === 'failed') this.#lab.look()
    return this.#outlet.subscribe(onFrame)
  }

  /** What a window asks for, as it came. Never rejects. */
  async act(name: string, input: unknown): Promise<ActReply<ActName>> {
    try {
      if (isCallAct(name as ActName)) return await this.#call(name as CallName, input)
      if (Object.hasOwn(deskActs, name)) return this.#deskAct(name as DeskActName, input)
      return refused({ code: 'unknown-call', data: { call: name } })
    } catch (error) {
      return refused(faultOf(name, error))
    }
  }

  /** In every window. */
  showPage(page: PageName): void {
    this.#tell({ part: 'show-page', value: page })
  }

  changeShell(changes: Partial<Shell>): void {
    this.#shell = { ...this.#shell, ...changes }
    this.#tell({ part: 'shell', value: this.#shell })
  }

  /** @throws ClientError, VipError */
  async #call(name: CallName, input: unknown): Promise<ActReply<ActName>> {
    const parsed = v.safeParse(callTable[name].input, input)
    if (!parsed.success) return badInput(name, parsed.issues)
    // The table has just given the input its type.
    const value = await this.#viewpoints.shown.mirror.call(
      name,
      parsed.output as CallInput<CallName>,
    )
    return { ok: true, value }
  }

  /** @throws Error with a sentence for people */
  #deskAct(name: DeskActName, input: unknown): ActReply<ActName> {
    const parsed = v.safeParse(deskActs[name], input)
    if (!parsed.success) return badInput(name, parsed.issues)
    this.#do({ name, input: parsed.output } as DeskAct)
    return { ok: true, value: null }
  }

  #do(act: DeskAct): void {
    switch (act.name) {
      case 'startHelper':
        return this.#viewpoints.launch(act.input.name)
      case 'look':
        return this.#viewpoints.look(act.input.at, this.#lab.state)
      case 'setPreferences':
        return this.#setPreferences(act.input)
      case 'labUp':
        return this.#lab.start(act.input)
      case 'labDown':
        void this.#lab.stop()
        return
      case 'labMove':
        return this.#lab.move(act.input)
      case 'labLink':
        return this.#lab.link(act.input)
      case 'labStream':
        return this.#lab.stream(act.input)
      default:
        act satisfies never
    }
  }

  #setPreferences(changes: Extract<DeskAct, { name: 'setPreferences' }>['input']): void {
    const { preferences: file } = this.#options
    const before = file.preferences
    try {
      file.change(changes)
    } finally {
      this.#putIntoForce(before)
    }
  }

  /** What cannot be put into force was not chosen. @throws Error with a sentence */
  #putIntoForce(before: Preferences): void {
    const { preferences: file, onPreferences } = this.#options
    try {
      onPreferences?.(file.preferences, before)
    } catch (error) {
      file.change(before)
      throw error
    } finally {
      this.#tell({ part: 'preferences', value: file.preferences })
    }
  }

  /** A helper that runs has a configuration, whoever wrote it since. */
  #noteConfigured(): void {
    if (this.#shell.configured || this.machine.helper.phase !== 'ready') return
    this.changeShell({ configured: true })
  }

  #labChanged(lab: LabState): void {
    this.#tell({ part: 'lab', value: lab })
    this.#viewpoints.labChanged(lab)
  }

  #tell(...changes: DeskChange[]): void {
    this.#outlet.tell(changes)
  }
}

type DeskAct = {
  [Name in DeskActName]: { name: Name; input: v.InferOutput<(typeof deskActs)[Name]> }
}[DeskActName]

function refused(fault: ActFault): ActReply<ActName> {
  return { ok: false, fault }
}

function badInput(call: string, issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]) {
  return refused({ code: 'bad-input', data: { call, problem: v.summarize(issues) } })
}

function faultOf(act: string, error: unknown): ActFault {
  if (error instanceof VipError) return error.fault
  if (error instanceof ClientError) return { code: 'helper-unreachable', data: {} }
  return { code: 'desk-failed', data: { act, problem: messageOf(error) } }
}
