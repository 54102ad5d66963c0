// The numbered messages between the lab's hosts, by `vip lab stream`: one stream at a time, the one that was asked for last.
import * as v from 'valibot'
import { streamPointsSchema } from '../../dataplane/contract/stream-points.ts'
import type { StreamTransport } from '../../dataplane/contract/stream-points.ts'
import type { StreamPoints, StreamState } from '../bridge/desk-state.ts'
import type { LabProgram, StartLabProgram } from './lab-program.ts'
import { NewestOnly } from './newest-only.ts'

export interface LivePointsNews {
  onState: (state: StreamState) => void
  onPoints: (points: StreamPoints[]) => void
  /** It has ended, though nobody asked for that. */
  onProblem: (sentence: string) => void
}

export class LivePoints {
  readonly #start: StartLabProgram
  readonly #news: LivePointsNews
  readonly #wanted = new NewestOnly<StreamTransport | null>((transport) => this.#change(transport))
  #running: { program: LabProgram; read: Promise<void> } | undefined

  constructor(start: StartLabProgram, news: LivePointsNews) {
    this.#start = start
    this.#news = news
  }

  /** Null: none. */
  want(transport: StreamTransport | null): void {
    this.#wanted.wish(transport)
  }

  async #change(transport: StreamTransport | null): Promise<void> {
    const before = this.#running
    this.#running = undefined
    before?.program.stop()
    await before?.read
    if (transport === null) {
      if (before !== undefined) this.#news.onState({ is: 'off' })
      return
    }
    const program = this.#start(['stream', '--transport', transport, '--json'])
    this.#running = { program, read: this.#read(program) }
    this.#news.onState({ is: 'running', transport })
  }

  /** Resolves when it has ended. */
  async #read(program: LabProgram): Promise<void> {
    for await (const line of program.lines) {
      const points = parsePoints(line)
      if (points !== undefined) this.#news.onPoints([points])
    }
    const { hasWorked, complaint } = await program.ended
    if (this.#running?.program !== program) return
    this.#running = undefined
    this.#news.onState({ is: 'off' })
    if (!hasWorked) this.#news.onProblem(complaint)
  }
}

function parsePoints(line: string): StreamPoints | undefined {
  try {
    return v.parse(streamPointsSchema, JSON.parse(line))
  } catch {
    // Its last line, where it was killed.
    return undefined
  }
}
