// A lab for tests of the desk: it does nothing, and remembers what it was asked for.
import type { LabState, StreamPoints } from '../bridge/desk-state.ts'
import { labIsDown } from '../desk/lab-session.ts'
import type { LabNews, LabSession } from '../desk/lab-session.ts'

export class StillLab implements LabSession {
  state: LabState = labIsDown
  readonly asked: [string, unknown?][] = []
  looks = 0
  readonly #news: LabNews

  constructor(news: LabNews) {
    this.#news = news
  }

  look(): void {
    this.looks += 1
  }

  start(plan: unknown): void {
    this.asked.push(['start', plan])
  }

  stop(): Promise<void> {
    this.asked.push(['stop'])
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.asked.push(['close'])
    return Promise.resolve()
  }

  move(moves: unknown): void {
    this.asked.push(['move', moves])
  }

  link(link: unknown): void {
    this.asked.push(['link', link])
  }

  stream(stream: unknown): void {
    this.asked.push(['stream', stream])
  }

  /** As if the lab had changed. */
  turn(changes: Partial<LabState>): void {
    this.state = { ...this.state, ...changes }
    this.#news.onChange(this.state)
  }

  /** As if messages had come. */
  hear(points: StreamPoints[]): void {
    this.#news.onPoints(points)
  }
}

/** Only where hosts' helpers are matters here. */
export function upAt(runDirectory: string): Partial<LabState> {
  const status: NonNullable<LabState['status']> = {
    ...{ name: 'lab', state: 'up', mode: 'helpers', nameServer: null, runDirectory },
    legacy: { host: 'c', fqdn: 'c.example.org', addresses: [] },
    ...{ rootless: false, foreground: true, keeperPid: 1, hosts: [], links: [], services: [] },
  }
  return { phase: { is: 'up' }, status, statusAt: 0 }
}
