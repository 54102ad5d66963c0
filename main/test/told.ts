// What was told so far, and a way to wait for more.

export class Told<News> {
  readonly all: News[] = []
  #wake: () => void = () => {}

  readonly add = (news: News): void => {
    this.all.push(news)
    this.#wake()
  }

  /** Resolves with the first that fits, told already or later. */
  async first<Fitting extends News>(fits: (news: News) => news is Fitting): Promise<Fitting>
  async first(fits: (news: News) => boolean): Promise<News>
  async first(fits: (news: News) => boolean): Promise<News> {
    for (let at = 0; ;) {
      for (; at < this.all.length; at += 1) {
        const news = this.all[at]
        if (news !== undefined && fits(news)) return news
      }
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Only later ones count from now on. */
  forget(): void {
    this.all.length = 0
  }
}
