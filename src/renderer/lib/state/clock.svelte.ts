// What time it is, as something components can follow. Knows no formats.

/** The time as state: it moves when `tick` is called, or by itself between `start` and its stop. */
export class Clock {
  readonly #read: () => number
  #now = $state(0)

  constructor(read: () => number = Date.now) {
    this.#read = read
    this.#now = read()
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now
  }

  tick(): void {
    this.#now = this.#read()
  }

  /** Ticks every so many milliseconds; answers how to stop. */
  start(everyMs = 15_000): () => void {
    const timer = setInterval(() => this.tick(), everyMs)
    return () => clearInterval(timer)
  }
}
