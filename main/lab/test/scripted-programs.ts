// Commands of `vip lab` as a test plays them: what was started, and what each says and how it ends.
import type { LabProgram, LabProgramEnd, StartLabProgram } from '../lab-program.ts'

export class ScriptedProgram implements LabProgram {
  readonly words: readonly string[]
  readonly lines: AsyncIterable<string>
  readonly ended: Promise<LabProgramEnd>
  isAsked = false
  readonly #complain: ((sentence: string) => void) | undefined
  readonly #said: (string | undefined)[] = []
  readonly #end = Promise.withResolvers<LabProgramEnd>()
  #wake = Promise.withResolvers<void>()

  constructor(words: readonly string[], onComplaint?: (sentence: string) => void) {
    this.words = words
    this.#complain = onComplaint
    this.ended = this.#end.promise
    this.lines = this.#lines()
  }

  stop(): void {
    this.isAsked = true
  }

  say(...lines: string[]): void {
    this.#said.push(...lines)
    this.#wake.resolve()
  }

  complain(sentence: string): void {
    this.#complain?.(sentence)
  }

  /** @param complaint where it fails */
  end(complaint?: string): void {
    this.#said.push(undefined)
    this.#wake.resolve()
    this.#end.resolve({ hasWorked: complaint === undefined, complaint: complaint ?? '' })
  }

  async *#lines(): AsyncGenerator<string> {
    for (;;) {
      while (this.#said.length > 0) {
        const line = this.#said.shift()
        if (line === undefined) return
        yield line
      }
      await this.#wake.promise
      this.#wake = Promise.withResolvers()
    }
  }
}

export class ScriptedPrograms {
  /** In the order of their starts, those that have ended among them. */
  readonly started: ScriptedProgram[] = []

  readonly start: StartLabProgram = (words, onComplaint) => {
    const program = new ScriptedProgram(words, onComplaint)
    this.started.push(program)
    return program
  }

  /** The newest whose command line begins so. @throws where there is none */
  newest(...words: readonly string[]): ScriptedProgram {
    const found = this.started.findLast((each) =>
      words.every((word, at) => each.words[at] === word),
    )
    if (found === undefined) throw new Error(`"vip lab ${words.join(' ')}" was not started`)
    return found
  }

  count(...words: readonly string[]): number {
    return this.started.filter((each) => words.every((word, at) => each.words[at] === word)).length
  }
}
