// Lets only a few do something at the same time, in the order in which they came.

type Work = (done: () => void) => void

export class Few {
  #busy = 0
  readonly #waiting: Work[] = []

  constructor(private readonly most: number) {}

  /** Calls it, at once or when enough of those before are done; it calls `done`, once. */
  run(work: Work): void {
    if (this.#busy === this.most) {
      this.#waiting.push(work)
      return
    }
    this.#busy++
    work(() => {
      this.#busy--
      const next = this.#waiting.shift()
      if (next) this.run(next)
    })
  }
}
