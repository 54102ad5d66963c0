// The lab of the desk, by commands of `vip lab`: what a button does can be done and watched in a terminal, too. A lab that the
// desk brings up ends with it, also when it is killed; one that somebody else has brought up is shown, and stays.
import * as v from 'valibot'
import { labStatusSchema } from '../../dataplane/contract/lab-status.ts'
import { passed } from '../../dataplane/lib/clock.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import type { LabPhase, LabState } from '../bridge/desk-state.ts'
import { labIsDown } from '../desk/lab-session.ts'
import type { LabNews, LabSession } from '../desk/lab-session.ts'
import type { LabProgram, LabProgramEnd, StartLabProgram } from './lab-program.ts'
import { linkWords, moveWords } from './lab-words.ts'
import { LivePoints } from './live-points.ts'
import { NewestOnly } from './newest-only.ts'

export interface CommandLabParts {
  /** Commands of `vip lab`, for the one lab of this desk. */
  startProgram: StartLabProgram
  clock: Clock
  news: LabNews
}

type Link = Parameters<LabSession['link']>[0]
type Move = Parameters<LabSession['move']>[0]
type Up = NonNullable<LabState['status']>

/** While something is on its way. */
const LOOK_OFTEN_MS = 1000
/**
 * Else, since somebody may move its hosts by a terminal, and before a proof of life is 10 s old. A look takes the processor
 * for a quarter of a second.
 */
const LOOK_SELDOM_MS = 8_000
/** After an act: what it has set going in the lab, a handover above all, is to have the processor first. */
const LOOK_AFTER_ACT_MS = 500

export class CommandLab implements LabSession {
  readonly #parts: CommandLabParts
  readonly #points: LivePoints
  readonly #links = new Map<string, NewestOnly<Link>>()
  readonly #looking = new NewestOnly<undefined>(() => this.#lookNow())
  #state: LabState = labIsDown
  /** `vip lab up --foreground`, where the lab is ours. */
  #foreground: LabProgram | undefined
  #watch: AbortController | undefined
  #cancelLook: (() => void) | undefined
  #goingDown: Promise<void> | undefined
  /** By which name server it is to come up; undefined: it is to be down. */
  #wanted: string | undefined
  /** Until it has gone down, before it comes up. */
  #isWaiting = false
  #isClosed = false

  constructor(parts: CommandLabParts) {
    this.#parts = parts
    const { onPoints } = parts.news
    this.#points = new LivePoints(parts.startProgram, {
      onPoints,
      onState: (stream) => {
        this.#change({ stream })
        if (this.#isUp) this.#lookSoon()
      },
      onProblem: (problem) => this.#isUp && this.#change({ problem }),
    })
  }

  get state(): LabState {
    return this.#state
  }

  look(): void {
    this.#looking.wish(undefined)
  }

  start({ nameServer }: Parameters<LabSession['start']>[0]): void {
    const { is } = this.#state.phase
    if (is === 'up') return
    this.#wanted = nameServer
    if (is === 'coming-up') return
    this.#change({ phase: { is: 'coming-up' }, problem: null })
    if (!this.#isWaiting) void this.#bringUp()
  }

  stop(): Promise<void> {
    this.#wanted = undefined
    if (this.#isWaiting) this.#change({ phase: { is: 'going-down' } })
    this.#goingDown ??= this.#takeDown().finally(() => (this.#goingDown = undefined))
    return this.#goingDown
  }

  /** Ends what this desk has started, and leaves alone a lab that it has found. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#points.want(null)
    this.#watch?.abort()
    this.#cancelLook?.()
    await this.stop()
  }

  move(plan: Move): void {
    const hosts = plan.moves.map(({ host }) => host)
    this.#change({ problem: null, moving: [...new Set([...this.#state.moving, ...hosts])] })
    void this.#moveAll(plan)
  }

  link(link: Link): void {
    const place = `${link.host} ${link.lan}`
    const links = this.#links.get(place) ?? new NewestOnly((each) => this.#setLink(each))
    this.#links.set(place, links)
    links.wish(link)
  }

  stream({ transport }: Parameters<LabSession['stream']>[0]): void {
    this.#change({ problem: null })
    this.#points.want(transport)
    this.#lookSoon()
  }

  get #isOurs(): boolean {
    return this.#foreground !== undefined || this.#state.phase.is === 'coming-up'
  }

  get #isUp(): boolean {
    return this.#state.phase.is === 'up'
  }

  async #bringUp(): Promise<void> {
    this.#isWaiting = true
    await this.#goingDown
    this.#isWaiting = false
    const nameServer = this.#wanted
    if (nameServer === undefined) return
    this.#change({ phase: { is: 'coming-up' } })
    const words = ['up', '--foreground', '--json', '--nameserver', nameServer]
    const program = this.#parts.startProgram(words, (sentence) => {
      // That a helper was killed, or one of the lab's programs has ended.
      if (this.#isUp) this.#change({ problem: sentence })
    })
    this.#foreground = program
    const up = await firstUpLine(program)
    const isAwaited = this.#state.phase.is === 'coming-up' && this.#goingDown === undefined
    if (up !== undefined && isAwaited) this.#isNowUp(up.status)
    const { hasWorked, complaint } = await program.ended
    this.#foreground = undefined
    // Somebody else's, which goes on.
    if (up?.outcome === 'already-up') return
    // Else whoever takes it down says how that went.
    if (this.#goingDown === undefined) this.#isNowDown(phaseAfter(hasWorked, complaint))
  }

  async #takeDown(): Promise<void> {
    if (this.#state.phase.is === 'down') return
    if (this.#isClosed && !this.#isOurs) return
    this.#change({ phase: { is: 'going-down' } })
    this.#points.want(null)
    const foreground = this.#foreground
    foreground?.stop()
    let end = await foreground?.ended
    // Somebody else's, or what is left of ours.
    if (end?.hasWorked !== true) end = await this.#run(['down'])
    this.#isNowDown(phaseAfter(end.hasWorked, end.complaint))
  }

  #isNowUp(status: Up): void {
    this.#change({ phase: { is: 'up' }, ...this.#saidNow(status) })
    this.#watch?.abort()
    this.#watch = new AbortController()
    void this.#watchUntil(this.#watch.signal)
  }

  #isNowDown(phase: LabPhase): void {
    this.#watch?.abort()
    this.#points.want(null)
    this.#change({ phase, status: null, statusAt: null, moving: [] })
  }

  async #moveAll(plan: Move): Promise<void> {
    const wasUp = this.#isUp
    const program = this.#parts.startProgram(moveWords(plan))
    for await (const line of program.lines) {
      const moved = movedIn(line)
      if (moved !== undefined) this.#arrivedOn(moved)
    }
    const end = await program.ended
    // Also who did not get there.
    this.#arrived(plan.moves.map(({ host }) => host))
    this.#acted(end, wasUp)
  }

  /** Where it is now, all can see at once; with which addresses, a look shows. */
  #arrivedOn({ host, lan }: Moved): void {
    const { status } = this.#state
    const hosts = status?.hosts.map((each) => (each.host === host ? { ...each, lan } : each))
    if (status !== null && hosts !== undefined) this.#change({ status: { ...status, hosts } })
    this.#arrived([host])
  }

  #arrived(hosts: readonly string[]): void {
    this.#change({ moving: this.#state.moving.filter((each) => !hosts.includes(each)) })
  }

  async #setLink(link: Link): Promise<void> {
    const wasUp = this.#isUp
    this.#acted(await this.#run(linkWords(link)), wasUp)
  }

  #acted({ hasWorked, complaint }: LabProgramEnd, wasUp: boolean): void {
    // It has gone down meanwhile, and says so.
    if (this.#isClosed || (wasUp && !this.#isUp)) return
    this.#change({ problem: hasWorked ? null : complaint })
    this.#lookSoon()
  }

  #lookSoon(): void {
    this.#cancelLook?.()
    if (this.#isClosed) return
    this.#cancelLook = this.#parts.clock.after(LOOK_AFTER_ACT_MS, () => this.look())
  }

  async #watchUntil(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts
    const isBusy = () =>
      this.#state.moving.length > 0 || [...this.#links.values()].some((each) => each.isWorking)
    while (await passed(clock, isBusy() ? LOOK_OFTEN_MS : LOOK_SELDOM_MS, signal)) this.look()
  }

  async #lookNow(): Promise<void> {
    const { hasWorked, output, complaint } = await this.#run(['status', '--json'])
    const { is } = this.#state.phase
    if (this.#isClosed || is === 'coming-up' || is === 'going-down') return
    const status = hasWorked ? parseStatus(output) : undefined
    if (status === undefined) {
      if (is === 'up') this.#change({ problem: complaint })
    } else if (status.state === 'down') {
      // Ours tells of its end by itself, with the reason.
      if (is === 'up' && this.#foreground === undefined) this.#isNowDown({ is: 'down' })
    } else if (is === 'up') this.#change(this.#saidNow(status))
    else this.#isNowUp(status)
  }

  #saidNow(status: Up): Pick<LabState, 'status' | 'statusAt'> {
    return { status, statusAt: this.#parts.clock.wallMs() }
  }

  async #run(words: readonly string[]) {
    const program = this.#parts.startProgram(words)
    const lines: string[] = []
    for await (const line of program.lines) lines.push(line)
    return { ...(await program.ended), output: lines.join('\n') }
  }

  #change(part: Partial<LabState>): void {
    this.#state = { ...this.#state, ...part }
    this.#parts.news.onChange(this.#state)
  }
}

/** What it prints when the lab is up; undefined where it ends without. */
async function firstUpLine(program: LabProgram) {
  const first = await program.lines[Symbol.asyncIterator]().next()
  if (first.done === true) return undefined
  const line: string = first.value
  const status = parseStatus(line)
  if (status?.state !== 'up') return undefined
  const { outcome } = JSON.parse(line) as { outcome?: unknown }
  return { status, outcome }
}

function phaseAfter(hasWorked: boolean, complaint: string): LabPhase {
  return hasWorked ? { is: 'down' } : { is: 'failed', detail: complaint }
}

const movedSchema = v.object({ host: v.string(), lan: v.string() })
type Moved = v.InferOutput<typeof movedSchema>

/** A line of `vip lab move --json`. */
function movedIn(line: string): Moved | undefined {
  const parsed = v.safeParse(movedSchema, parseJson(line))
  return parsed.success ? parsed.output : undefined
}

function parseStatus(text: string) {
  const parsed = v.safeParse(labStatusSchema, parseJson(text))
  return parsed.success ? parsed.output : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The last line of a program that was killed.
    return undefined
  }
}
