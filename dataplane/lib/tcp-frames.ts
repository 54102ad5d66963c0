// Messages in a TCP stream, each behind its length in 16 bits (RFC 1035 section 4.2.2).

/** Cuts a stream into messages. Keeps the chunks as they come, so that many small ones cost little. */
export class TcpFrames {
  #chunks: Buffer[] = []
  #bytes = 0
  #wanted = 2

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }

  /** The next whole message, or undefined until more has come. */
  next(): Buffer | undefined {
    if (this.#bytes < this.#wanted) return undefined
    const [first] = this.#chunks
    const buffer = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)
    const end = 2 + buffer.readUInt16BE(0)
    if (buffer.length < end) {
      this.#chunks = [buffer]
      this.#wanted = end
      return undefined
    }
    const rest = buffer.subarray(end)
    this.#chunks = [rest]
    this.#bytes = rest.length
    this.#wanted = 2
    return buffer.subarray(2, end)
  }
}

export function frame(message: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}
