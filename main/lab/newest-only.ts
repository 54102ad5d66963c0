// Work of which only the newest wish counts, such as what a slider sends: one at a time, and wishes that a newer one overtakes
// are left out.

export class NewestOnly<Wish> {
  readonly #work: (wish: Wish) => Promise<void>
  #waiting: { wish: Wish } | undefined
  #isWorking = false

  /** @param work must not reject */
  constructor(work: (wish: Wish) => Promise<void>) {
    this.#work = work
  }

  get isWorking(): boolean {
    return this.#isWorking
  }

  wish(wish: Wish): void {
    this.#waiting = { wish }
    if (!this.#isWorking) void this.#workOff()
  }

  async #workOff(): Promise<void> {
    this.#isWorking = true
    while (this.#waiting !== undefined) {
      const { wish } = this.#waiting
      this.#waiting = undefined
      await this.#work(wish)
    }
    this.#isWorking = false
  }
}
