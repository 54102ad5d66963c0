// Cuts a stream of bytes into lines without collecting more than one line may have. Pure: both ends
// of the control socket use it.

const lineFeed = 10

export class FrameLines {
  readonly #maxBytes: number
  #parts: Uint8Array[] = []
  #partsBytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * The lines that end in this chunk, without their breaks. `isTooLong`: after them comes a line
   * longer than allowed; what follows cannot be told apart, so that the connection should end.
   */
  push(chunk: Uint8Array): { lines: Uint8Array[]; isTooLong: boolean } {
    const lines: Uint8Array[] = []
    let start = 0
    for (;;) {
      const end = chunk.indexOf(lineFeed, start)
      const piece = chunk.subarray(start, end < 0 ? chunk.length : end)
      if (this.#partsBytes + piece.length > this.#maxBytes) return { lines, isTooLong: true }
      this.#parts.push(piece)
      this.#partsBytes += piece.length
      if (end < 0) return { lines, isTooLong: false }
      lines.push(this.#take())
      start = end + 1
    }
  }

  #take(): Uint8Array {
    const line = new Uint8Array(this.#partsBytes)
    let at = 0
    for (const part of this.#parts) {
      line.set(part, at)
      at += part.length
    }
    this.#parts = []
    this.#partsBytes = 0
    return line
  }
}
