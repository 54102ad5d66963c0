// The newest entries of a numbered sequence. Readers keep the number they have come to, so that
// however many there are, and however slow, nothing is kept for them.

export class BoundedLog<Entry> {
  readonly #ring: Entry[] = []
  readonly #capacity: number
  readonly #first: number
  #next: number

  /** @param first number of the first entry */
  constructor(capacity: number, first: number) {
    this.#capacity = capacity
    this.#first = first
    this.#next = first
  }

  /** The number that the next entry will have. */
  get next(): number {
    return this.#next
  }

  /** The number of the oldest entry that is kept; `next` where there is none. */
  get oldest(): number {
    return Math.max(this.#first, this.#next - this.#capacity)
  }

  append(entry: Entry): void {
    this.#ring[(this.#next - this.#first) % this.#capacity] = entry
    this.#next += 1
  }

  /** Undefined for an entry that is forgotten, or has yet to come. */
  get(number: number): Entry | undefined {
    if (number < this.oldest || number >= this.#next) return undefined
    return this.#ring[(number - this.#first) % this.#capacity]
  }
}
