// Which helper windows look at: this machine's, which is always followed, or for a while that of a host of the lab.
import { join } from 'node:path'
import type { EventEntry } from '../../dataplane/contract/events.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import type { DeskChange, HelperState, LabState, Viewpoint } from '../bridge/desk-state.ts'
import type { LaunchOutcome } from '../helper/launch-outcome.ts'
import type { HelperConnection, Mirror } from '../helper/mirror.ts'
import { Supervisor } from '../helper/supervisor.ts'

export interface ViewpointsOptions {
  clock: Clock
  /** Of this machine's helper. */
  runDirectory: string
  launch: (firstName: string | undefined) => Promise<LaunchOutcome>
  connect?: (runDirectory: string) => Promise<HelperConnection>
  onEvent: (event: EventEntry) => void
  onMachine: () => void
  /** Of what is looked at. */
  onChanges: (changes: DeskChange[]) => void
}

export interface ShownHelper {
  viewpoint: Viewpoint
  helper: HelperState
  mirror: Mirror
}

/** What is followed besides this machine's. */
type LabLook = { viewpoint: Extract<Viewpoint, { kind: 'lab' }>; supervisor: Supervisor }

export class Viewpoints {
  readonly #options: ViewpointsOptions
  readonly #machine: Supervisor
  #lab: LabLook | undefined
  #isLabUp = false

  constructor(options: ViewpointsOptions) {
    this.#options = options
    const { clock, runDirectory, launch, connect, onEvent, onMachine } = options
    const tellIfShown = (changes: DeskChange[]) => {
      if (this.#lab === undefined) options.onChanges(changes)
      onMachine()
    }
    this.#machine = new Supervisor({
      ...{ clock, runDirectory, launch, onEvent, ...(connect && { connect }) },
      onChanges: tellIfShown,
      onState: (value) => tellIfShown([{ part: 'helper', value }]),
    })
  }

  get machine(): ShownHelper {
    const viewpoint = { kind: 'machine', runDirectory: this.#options.runDirectory } as const
    return { viewpoint, helper: this.#machine.state, mirror: this.#machine.mirror }
  }

  get shown(): ShownHelper {
    if (this.#lab === undefined) return this.machine
    const { viewpoint, supervisor } = this.#lab
    return { viewpoint, helper: supervisor.state, mirror: supervisor.mirror }
  }

  /** Whether this machine's helper is a program that was started from here. */
  get isMachineOurs(): boolean {
    return this.#machine.isOurs
  }

  /** Idempotent. */
  start(): void {
    this.#machine.start()
  }

  /** Idempotent. */
  stop(): void {
    this.#machine.stop()
    this.#lab?.supervisor.stop()
    this.#lab = undefined
  }

  /** Starts this machine's helper, or tries again. */
  launch(firstName: string | undefined): void {
    this.#machine.launch(firstName)
  }

  /** @throws Error where there is no such lab */
  look(at: 'machine' | 'a' | 'b', lab: LabState): void {
    if (at === 'machine') {
      if (this.#lab !== undefined) this.#show(undefined)
      return
    }
    if (lab.status === null) throw new Error('The lab is not up.')
    const runDirectory = hostRunDirectory(lab.status.runDirectory, at)
    const { viewpoint } = this.shown
    if (viewpoint.kind === 'lab' && viewpoint.runDirectory === runDirectory) return
    this.#show({ kind: 'lab', host: at, runDirectory })
  }

  /**
   * A lab that is no more cannot be looked at. One that has come up is, where this machine has no helper: there is nothing
   * else to see.
   */
  labChanged(lab: LabState): void {
    const wasUp = this.#isLabUp
    this.#isLabUp = lab.status !== null
    if (lab.status === null && this.#lab !== undefined) this.#show(undefined)
    if (lab.status === null || wasUp || this.#machine.state.phase !== 'absent') return
    this.look('a', lab)
  }

  #show(viewpoint: LabLook['viewpoint'] | undefined): void {
    this.#lab?.supervisor.stop()
    this.#lab = viewpoint === undefined ? undefined : this.#follow(viewpoint)
    const { viewpoint: value, helper, mirror } = this.shown
    const { facts, receipts } = mirror
    this.#options.onChanges([
      { part: 'viewpoint', value },
      { part: 'helper', value: helper },
      { part: 'facts', value: facts.all() },
      { part: 'handovers', value: receipts.all },
    ])
    this.#lab?.supervisor.start()
  }

  /** Helpers of the lab are started by the lab. */
  #follow(viewpoint: LabLook['viewpoint']): LabLook {
    const { clock, connect, onChanges } = this.#options
    const supervisor = new Supervisor({
      ...{ clock, runDirectory: viewpoint.runDirectory, onChanges, ...(connect && { connect }) },
      onEvent: () => {},
      onState: (value) => onChanges([{ part: 'helper', value }]),
    })
    return { viewpoint, supervisor }
  }
}

/** As the lab lays it out (dataplane/lab/helper.ts, `helperPaths`). */
function hostRunDirectory(labRunDirectory: string, host: 'a' | 'b'): string {
  return join(labRunDirectory, host, 'run')
}
