// Waiting for something to become true: looked at whenever something changed, never by the clock.

export class Watch {
  /** @type {Set<() => void>} */
  #looks = new Set()

  changed() {
    for (const look of this.#looks) look()
  }

  /**
   * @param {() => boolean} isTrue
   * @param {number} patienceMs
   * @returns {Promise<boolean>} false = it did not come true in time
   */
  until(isTrue, patienceMs) {
    return new Promise((resolve) => {
      /** @param {boolean} came */
      const end = (came) => {
        clearTimeout(timer)
        this.#looks.delete(look)
        resolve(came)
      }
      const look = () => {
        if (isTrue()) end(true)
      }
      const timer = setTimeout(end, patienceMs, false)
      this.#looks.add(look)
      look()
    })
  }
}

/**
 * Lets the load run on for a while.
 * @param {number} ms
 */
export function during(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
