// One thing after the other for each key, at once for different ones. Knows nothing of what is done.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Does this once all that was asked for before under the same key is done or has failed. */
  async take<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const earlier = this.#last.get(key)?.catch(() => undefined) ?? Promise.resolve()
    const turn = earlier.then(work)
    this.#last.set(key, turn)
    try {
      return await turn
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key)
    }
  }
}
