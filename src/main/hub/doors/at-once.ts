// How much of one kind of work somebody may have under way at once. Knows neither who nor what.

/** Counts what is under way for each key. */
export class AtOnce {
  readonly #underWay = new Map<string, number>()

  constructor(private readonly most: number) {}

  /** Begins one more; the answer is called when it is done. null = there are as many as there may be. */
  begin(key: string): (() => void) | null {
    const count = this.#underWay.get(key) ?? 0
    if (count >= this.most) return null
    this.#underWay.set(key, count + 1)
    return () => this.#end(key)
  }

  #end(key: string): void {
    const left = (this.#underWay.get(key) ?? 1) - 1
    if (left === 0) this.#underWay.delete(key)
    else this.#underWay.set(key, left)
  }
}
