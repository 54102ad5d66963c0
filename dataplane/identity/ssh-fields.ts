// Length-prefixed byte strings and numbers (RFC 4251 section 5), of which OpenSSH's keys are made.

/** A 32-bit length and the bytes; text in UTF-8. */
export function sshString(value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return concatBytes(sshU32(bytes.length), bytes)
}

export function sshU32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/**
 * Reads forward and never throws: a read past the end gives nothing or zero and sets `failed`, so
 * that a parser checks once, when it is through.
 */
export class SshReader {
  readonly #bytes: Uint8Array
  #at = 0
  failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** A view of the bytes given to the constructor. */
  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) {
      this.failed = true
      this.#at = this.#bytes.length
      return new Uint8Array(0)
    }
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  u32(): number {
    const bytes = this.take(4)
    if (bytes.length < 4) return 0
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  }

  string(): Uint8Array {
    return this.take(this.u32())
  }

  text(): string {
    return new TextDecoder().decode(this.string())
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at)
  }
}
