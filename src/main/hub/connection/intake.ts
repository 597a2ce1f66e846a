// What one connection has published and the disk has not taken yet. A peer that is faster than the disk is read
// no further for a while, so that its hurry fills the network's buffers and not the hub's memory.

import { INTAKE } from '../../../shared/protocol/limits'

export class Intake {
  #count = 0
  #bytes = 0
  /** One at most: who waits is not read. */
  #waiting: (() => void) | null = null

  /** Takes in one of this size. Call the answer once it is stored or refused. */
  begin(bytes: number): () => void {
    this.#count += 1
    this.#bytes += bytes
    return () => {
      this.#count -= 1
      this.#bytes -= bytes
      if (this.#isFull()) return
      this.#waiting?.()
      this.#waiting = null
    }
  }

  /** Resolves when there is space for more; undefined = there is. */
  space(): Promise<void> | undefined {
    if (!this.#isFull()) return undefined
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  #isFull(): boolean {
    return this.#count >= INTAKE.notifications || this.#bytes >= INTAKE.bytes
  }
}
