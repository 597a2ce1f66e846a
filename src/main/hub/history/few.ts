// Lets only a few do something at the same time, in the order in which they came, and bounds how many wait for it.

type Work = (done: () => void) => void

export class Few {
  #busy = 0
  readonly #waiting = new Set<Work>()

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  /**
   * Calls it, at once or when enough of those before are done; it calls `done`, once. Answers how to take it back
   * as long as it waits, or null: too many wait, and it will not be called.
   */
  run(work: Work): (() => void) | null {
    if (this.#busy < this.most) this.#begin(work)
    else if (this.#waiting.size >= this.mostWaiting) return null
    else this.#waiting.add(work)
    return () => void this.#waiting.delete(work)
  }

  #begin(work: Work): void {
    this.#busy++
    work(() => {
      this.#busy--
      const [next] = this.#waiting
      if (!next) return
      this.#waiting.delete(next)
      this.#begin(next)
    })
  }
}
