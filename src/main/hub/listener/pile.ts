// Things of which the newest is wanted first, and any of which may go at any time. Knows nothing of what they are.

/** So many that are gone may lie in it, besides as many as are there. */
const GONE = 64

export class Pile<Thing> {
  readonly #present = new Set<Thing>()
  /** In the order they came, those that are gone among them. */
  #all: Thing[] = []

  /** The newest. */
  get top(): Thing | undefined {
    let thing = this.#all.at(-1)
    while (thing !== undefined && !this.#present.has(thing)) {
      this.#all.pop()
      thing = this.#all.at(-1)
    }
    return thing
  }

  /** Those that lie in it, gone ones included: never many more than are there. */
  get length(): number {
    return this.#all.length
  }

  /** On top, unless it is in it already. What is gone never comes again. */
  add(thing: Thing): void {
    if (this.#present.has(thing)) return
    this.#present.add(thing)
    this.#all.push(thing)
  }

  delete(thing: Thing): void {
    if (!this.#present.delete(thing)) return
    if (this.#all.length > 2 * this.#present.size + GONE)
      this.#all = this.#all.filter((one) => this.#present.has(one))
  }

  /** The newest first, at most so many. */
  newest(most: number): Thing[] {
    const found: Thing[] = []
    for (let index = this.#all.length - 1; index >= 0 && found.length < most; index--) {
      const thing = this.#all[index]
      if (thing !== undefined && this.#present.has(thing)) found.push(thing)
    }
    return found
  }
}
