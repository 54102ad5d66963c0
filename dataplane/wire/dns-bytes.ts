// Reading and writing the bytes of a DNS message: big-endian numbers and byte strings.

/**
 * Reads forward through bytes. It never throws: a read past the end gives zeros, sets `failed` and
 * moves to the end, so that a parser checks once, when it is through.
 */
export class DnsReader {
  readonly bytes: Uint8Array
  at: number
  /** Nothing at or behind this offset is read, except through a name's compression pointer. */
  readonly end: number
  failed = false

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get atEnd(): boolean {
    return this.at >= this.end
  }

  u8(): number {
    if (this.at + 1 > this.end) return this.fail()
    return this.bytes[this.at++] ?? 0
  }

  u16(): number {
    return this.u8() * 0x100 + this.u8()
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16()
  }

  /** 48 bits, TSIG's times; below 2^53 and so exact. */
  u48(): number {
    return this.u16() * 0x1_0000_0000 + this.u32()
  }

  /** A copy, so that the value does not hold on to the packet's buffer. */
  take(length: number): Uint8Array {
    if (this.at + length > this.end) {
      this.fail()
      return new Uint8Array(0)
    }
    this.at += length
    // Not `slice`: of a Buffer that is only a view.
    return Uint8Array.from(this.bytes.subarray(this.at - length, this.at))
  }

  rest(): Uint8Array {
    return this.take(this.end - this.at)
  }

  fail(): 0 {
    this.failed = true
    this.at = this.end
    return 0
  }
}

/** Writes forward, growing as needed. @throws RangeError for a number that does not fit its field */
export class DnsWriter {
  /** Where each name written so far begins, for compression; only offsets that a pointer can hold. */
  readonly nameOffsets = new Map<string, number>()
  #bytes = new Uint8Array(512)
  #length = 0

  get length(): number {
    return this.#length
  }

  u8(value: number): void {
    this.#put(value, 1)
  }

  u16(value: number): void {
    this.#put(value, 2)
  }

  u32(value: number): void {
    this.#put(value, 4)
  }

  u48(value: number): void {
    this.#put(value, 6)
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Writes a 16-bit length and then what `content` writes, whose length it is. */
  withLength(content: () => void): void {
    const at = this.#length
    this.u16(0)
    content()
    const length = this.#length - at - 2
    if (length > 0xffff) throw new RangeError(`${length} bytes do not fit a DNS record`)
    this.#bytes[at] = length >>> 8
    this.#bytes[at + 1] = length & 0xff
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #put(value: number, size: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
      throw new RangeError(`${value} does not fit ${size} bytes`)
    }
    this.#reserve(size)
    let rest = value
    for (let at = this.#length + size - 1; at >= this.#length; at--) {
      this.#bytes[at] = rest % 0x100
      rest = Math.floor(rest / 0x100)
    }
    this.#length += size
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
