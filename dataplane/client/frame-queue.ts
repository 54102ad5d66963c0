// Frames on their way from the socket to whoever reads a stream: in order, none lost, and no more than so many at once.

export class FrameQueue<Frame> {
  readonly #capacity: number
  readonly #frames: Frame[] = []
  #fault: Error | undefined
  #isClosed = false
  #wakeReader: () => void = () => {}
  #wakeWriter: () => void = () => {}

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Resolves when there is room for another. After `close` nothing is kept. */
  async push(frame: Frame): Promise<void> {
    if (this.#isClosed) return
    this.#frames.push(frame)
    this.#wakeReader()
    while (this.#frames.length >= this.#capacity && !this.#isClosed) {
      await new Promise<void>((resolve) => (this.#wakeWriter = resolve))
    }
  }

  /** For one reader. @throws the fault, once all that came before it is read */
  async next(): Promise<Frame> {
    for (;;) {
      const frame = this.#frames.shift()
      if (frame !== undefined) {
        this.#wakeWriter()
        return frame
      }
      if (this.#fault !== undefined) throw this.#fault
      await new Promise<void>((resolve) => (this.#wakeReader = resolve))
    }
  }

  /** Nothing comes any more. The first fault stands. */
  fail(fault: Error): void {
    this.#fault ??= fault
    this.#wakeReader()
  }

  /** Nobody reads any more. */
  close(): void {
    this.#isClosed = true
    this.#frames.length = 0
    this.#wakeWriter()
  }
}
