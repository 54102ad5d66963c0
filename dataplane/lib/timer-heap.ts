// Timers in the order in which they are due, for the fake clock: a binary heap. Simulations hold thousands, and most are
// cancelled before their time, so each knows its place and leaves in logarithmic time.

export interface HeapTimer {
  readonly atMs: number
  readonly action: () => void
}

interface Entry extends HeapTimer {
  /** Of adding, for timers of the same time. */
  readonly order: number
  /** In `#entries`; -1 once it has left. */
  place: number
}

export class TimerHeap {
  /** Of the entries at 2n + 1 and 2n + 2 neither is due before the one at n. */
  readonly #entries: Entry[] = []
  #added = 0

  get size(): number {
    return this.#entries.length
  }

  /** The earliest; of equal ones the one that was added first. Undefined where none waits. */
  get first(): HeapTimer | undefined {
    return this.#entries[0]
  }

  /**
   * @param atMs not NaN
   * @returns removes it; does nothing once it has left
   */
  add(atMs: number, action: () => void): () => void {
    const entry: Entry = { atMs, action, order: this.#added, place: -1 }
    this.#added += 1
    this.#entries.push(entry)
    this.#rise(entry, this.#entries.length - 1)
    return () => this.#remove(entry)
  }

  /** Removes the first, and returns it. */
  takeFirst(): HeapTimer | undefined {
    const [entry] = this.#entries
    if (entry !== undefined) this.#remove(entry)
    return entry
  }

  #remove(entry: Entry): void {
    const { place } = entry
    if (place < 0) return
    entry.place = -1
    const last = this.#entries.pop()
    if (last === undefined || last === entry) return
    // The last one fills the gap: it may belong above or below.
    this.#rise(last, place)
    if (last.place === place) this.#sink(last, place)
  }

  /** Puts the entry at `place`, a gap, or above. */
  #rise(entry: Entry, place: number): void {
    let gap = place
    while (gap > 0) {
      const parentPlace = (gap - 1) >> 1
      const parent = this.#entries[parentPlace]
      if (parent === undefined || !isBefore(entry, parent)) break
      this.#put(parent, gap)
      gap = parentPlace
    }
    this.#put(entry, gap)
  }

  /** Puts the entry at `place`, a gap, or below. */
  #sink(entry: Entry, place: number): void {
    let gap = place
    for (let child = this.#earlierChild(gap); child; child = this.#earlierChild(gap)) {
      if (!isBefore(child, entry)) break
      const { place: childPlace } = child
      this.#put(child, gap)
      gap = childPlace
    }
    this.#put(entry, gap)
  }

  #earlierChild(place: number): Entry | undefined {
    const left = this.#entries[2 * place + 1]
    const right = this.#entries[2 * place + 2]
    return left !== undefined && right !== undefined && isBefore(right, left) ? right : left
  }

  #put(entry: Entry, place: number): void {
    entry.place = place
    this.#entries[place] = entry
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)
}
