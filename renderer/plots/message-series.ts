// Numbered messages in the order in which they were noted, the newest `capacity` of them: numbers and times in typed arrays
// without a seam, so that a part can be found by halving and drawn in one go. Pure.

export class MessageSeries {
  readonly #capacity: number
  readonly #numbers: Float64Array
  readonly #times: Float64Array
  #start = 0
  #end = 0

  constructor(capacity: number) {
    this.#capacity = capacity
    // Twice the room: what is forgotten is moved away once in `capacity` messages, not with each.
    this.#numbers = new Float64Array(capacity * 2)
    this.#times = new Float64Array(capacity * 2)
  }

  get length(): number {
    return this.#end - this.#start
  }

  /** In order of time. */
  add(points: readonly (readonly [number: number, ms: number])[]): void {
    for (const [number, ms] of points) {
      if (this.#end === this.#numbers.length) this.#moveToFront()
      this.#numbers[this.#end] = number
      this.#times[this.#end] = ms
      this.#end += 1
    }
    this.#start = Math.max(this.#start, this.#end - this.#capacity)
  }

  clear(): void {
    this.#start = 0
    this.#end = 0
  }

  /** Of the message at this place, from 0, the oldest. */
  numberAt(place: number): number {
    return this.#numbers[this.#start + place] ?? Number.NaN
  }

  /** In ms. */
  timeAt(place: number): number {
    return this.#times[this.#start + place] ?? Number.NaN
  }

  /** The first place whose time is at least this; `length` where there is none. */
  firstFrom(ms: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.timeAt(middle) < ms) low = middle + 1
      else high = middle
    }
    return low
  }

  /** A series of its own with what was noted in this time. */
  between(fromMs: number, toMs: number): MessageSeries {
    const from = this.firstFrom(fromMs)
    const to = this.firstFrom(toMs)
    const part = new MessageSeries(Math.max(1, to - from))
    part.#numbers.set(this.#numbers.subarray(this.#start + from, this.#start + to))
    part.#times.set(this.#times.subarray(this.#start + from, this.#start + to))
    part.#end = to - from
    return part
  }

  #moveToFront(): void {
    const from = this.#end - this.#capacity
    this.#numbers.copyWithin(0, from, this.#end)
    this.#times.copyWithin(0, from, this.#end)
    this.#start = 0
    this.#end = this.#capacity
  }
}
