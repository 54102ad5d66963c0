// One receipt while it is written (contract/handovers.ts): a lane of lines for this host and one for each partner. Pure.
import type { EventNews } from '../contract/events.ts'
import type {
  Handover,
  HandoverCause,
  HandoverEvent,
  HandoverPartner,
  HandoverPhase,
  LastMove,
} from '../contract/handovers.ts'
import type { DnsName } from '../wire/dns-name.ts'
import {
  maxDetailChars,
  maxLaneLines,
  maxReceiptPartners,
  maxRepeatedLines,
  maxToldLines,
} from './limits.ts'

export interface HandoverBeginning {
  cause: HandoverCause
  /** `192.0.2.7 (wlan0)`, or of a partner its endpoint; null where there was, or is, none. */
  from: string | null
  to: string | null
  partners: readonly DnsName[]
  /** CLOCK_MONOTONIC in µs, as native events have it; default: now. */
  atUs?: number | undefined
}

export interface HandoverRecordOptions extends HandoverBeginning {
  id: number
  atUs: number
  /** Milliseconds since 1970, with fractions. */
  startedAtMs: number
  nowUs: () => number
  onNews: (news: EventNews) => void
}

export type HandoverCounts = { held?: number; resent?: number; lost?: number }

/** `order`: of noting, for lines of the same microsecond. */
type Line = HandoverEvent & { order: number }
type Lane = { lines: Line[]; repeated: number; omitted: number }
type PartnerLane = Lane & {
  name: string
  isFinished: boolean
  outageMs: number | null
  held: number
  resent: number
  lost: number
}

/** Done again and again until somebody answers. */
const repeatedPhases: ReadonlySet<HandoverPhase> = new Set([
  ...(['hint-sent', 'hint-received', 'dns-sent', 'dns-asked', 'dns-answered'] as const),
  ...(['dns-failed', 'path-challenged', 'source-port-changed'] as const),
])

export class HandoverRecord {
  readonly id: number
  readonly cause: HandoverCause
  /** CLOCK_MONOTONIC, µs. */
  readonly beganAtUs: number
  readonly #options: HandoverRecordOptions
  readonly #host: Lane = { lines: [], repeated: 0, omitted: 0 }
  /** By their names' texts. */
  readonly #partners = new Map<string, PartnerLane>()
  /** While the receipt runs: those without a lane. */
  readonly #laneless = new Set<string>()
  #lanelessCount = 0
  #to: string | null
  #lineCount = 0
  #isDone = false

  /** Tells `handover-began`, and at once `handover-ended` where there is no partner to wait for. */
  constructor(options: HandoverRecordOptions) {
    this.id = options.id
    this.cause = options.cause
    this.beganAtUs = options.atUs
    this.#options = options
    this.#to = clipped(options.to)
    const from = clipped(options.from)
    const { id: handover, cause } = this
    this.#tell({ kind: 'handover-began', handover, cause, from, to: this.#to })
    for (const name of options.partners) this.addPartner(name)
    this.#endIfDone()
  }

  /** Whether each partner was heard or given up. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** Lines and lanes: what this receipt costs. */
  get size(): number {
    return this.#lineCount + this.#partners.size
  }

  /** Where the move led to, of one that began without knowing. */
  arrivedAt(to: string): void {
    this.#to = clipped(to)
  }

  /** One that is there already stays as it is. A receipt that was done is running again, and will be told as ended again. */
  addPartner(name: DnsName): void {
    this.#partnerOf(name)
  }

  /**
   * Adds a line: to the partner's lane, which is begun where there is none; without a name to this host's, which each
   * partner's shows too. Also after the end, since DNS may be slower than the partners.
   * @param atUs CLOCK_MONOTONIC in µs; default: now
   */
  note(
    what: HandoverPhase,
    detail: string | null = null,
    { name, atUs = this.#options.nowUs() }: { name?: DnsName; atUs?: number | undefined } = {},
  ): void {
    const partner = name === undefined ? undefined : this.#partnerOf(name)
    if (name !== undefined && partner === undefined) return
    const lane = partner ?? this.#host
    if (lane.lines.length >= maxLaneLines || isRepeatedTooOften(lane, what)) {
      lane.omitted += 1
      return
    }
    if (repeatedPhases.has(what)) lane.repeated += 1
    this.#lineCount += 1
    const at = Math.round(atUs - this.beganAtUs) / 1000
    const line = { at, what, detail: clipped(detail), order: this.#lineCount }
    lane.lines.push(line)
    if (this.#lineCount > maxToldLines) return
    const about = { handover: this.id, name: partner?.name ?? null }
    this.#tell({ kind: 'handover-phase', ...about, after: at, what, detail: line.detail })
  }

  /** Adds to the partner's counts, as each release of held packets tells them. */
  counts(name: DnsName, { held = 0, resent = 0, lost = 0 }: HandoverCounts): void {
    const partner = this.#partnerOf(name)
    if (partner === undefined) return
    partner.held += held
    partner.resent += resent
    partner.lost += lost
  }

  /** The newest figure stands. In steps of a microsecond. */
  outage(name: DnsName, outageMs: number): void {
    const partner = this.#partnerOf(name)
    if (partner !== undefined) partner.outageMs = Math.round(outageMs * 1000) / 1000
  }

  /** The partner was heard on its new path, was given up, or is no partner any more. Idempotent. */
  finish(name: DnsName): void {
    const partner = this.#partners.get(textOf(name))
    if (partner !== undefined) partner.isFinished = true
    this.#endIfDone()
  }

  /** As the contract has it; a copy. */
  receipt(): Handover {
    return {
      ...this.#about(),
      events: inOrder(this.#host.lines),
      omitted: this.#host.omitted,
      partners: [...this.#partners.values()].map((partner) => this.#partnerReceipt(partner)),
      omittedPartners: this.#lanelessCount,
    }
  }

  /** The receipt in short; cheap. */
  summary(): LastMove {
    let outageMs: number | null = null
    for (const partner of this.#partners.values()) {
      if (partner.outageMs !== null) outageMs = Math.max(outageMs ?? 0, partner.outageMs)
    }
    return { ...this.#about(), outageMs }
  }

  #about() {
    const { from, startedAtMs } = this.#options
    return {
      id: this.id,
      startedAt: startedAtMs,
      cause: this.cause,
      from: clipped(from),
      to: this.#to,
      state: this.#isDone ? ('done' as const) : ('running' as const),
    }
  }

  #partnerReceipt(partner: PartnerLane): HandoverPartner {
    const { name, lines, omitted, outageMs, held, resent, lost } = partner
    const events = inOrder([...this.#host.lines, ...lines])
    return { name, events, omitted, outageMs, held, resent, lost }
  }

  /** Its lane, begun where there is none; undefined where the receipt has as many as it may. */
  #partnerOf(name: DnsName): PartnerLane | undefined {
    const text = textOf(name)
    const known = this.#partners.get(text)
    if (known !== undefined) return known
    if (this.#partners.size >= maxReceiptPartners) {
      this.#countLaneless(text)
      return undefined
    }
    const lane = { name: text, isFinished: false, outageMs: null, held: 0, resent: 0, lost: 0 }
    const partner = { ...lane, lines: [], repeated: 0, omitted: 0 }
    this.#partners.set(text, partner)
    this.#isDone = false
    return partner
  }

  #countLaneless(text: string): void {
    if (this.#isDone || this.#laneless.has(text)) return
    this.#laneless.add(text)
    this.#lanelessCount += 1
  }

  #endIfDone(): void {
    if (this.#isDone) return
    for (const { isFinished } of this.#partners.values()) if (!isFinished) return
    this.#isDone = true
    this.#laneless.clear()
    this.#tell({ kind: 'handover-ended', handover: this.id })
  }

  #tell(news: EventNews): void {
    this.#options.onNews(news)
  }
}

function isRepeatedTooOften(lane: Lane, what: HandoverPhase): boolean {
  return repeatedPhases.has(what) && lane.repeated >= maxRepeatedLines
}

/** Events are noted as they become known, which is not always the order in which they happened. */
function inOrder(lines: readonly Line[]): HandoverEvent[] {
  return lines
    .toSorted((one, other) => one.at - other.at || one.order - other.order)
    .map(({ at, what, detail }) => ({ at, what, detail }))
}

/** People and scripts read names without their final dot. */
function textOf(name: DnsName): string {
  return name.toLowerCase().replace(/\.$/, '')
}

function clipped(text: string | null): string | null {
  if (text === null || text.length <= maxDetailChars) return text
  return `${text.slice(0, maxDetailChars - 1)}…`
}
