// Chance that can be repeated: the same seed gives the same numbers. Knows nothing of what they are for.

export class Random {
  #state

  /** @param {number} seed a whole number of 32 bits */
  constructor(seed) {
    this.#state = seed >>> 0
  }

  /** @returns {number} from 0 to 1, 1 excluded (mulberry32) */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /**
   * @param {number} least
   * @param {number} most included
   * @returns {number} a whole number
   */
  between(least, most) {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** @param {number} share of the times it is true, 0 to 1 */
  chance(share) {
    return this.next() < share
  }

  /**
   * @template Item
   * @param {readonly Item[]} items at least one
   * @returns {Item}
   */
  pick(items) {
    return /** @type {Item} */ (items[Math.floor(this.next() * items.length)])
  }

  /**
   * @template Item
   * @param {readonly Item[]} items
   * @param {number} count
   * @returns {Item[]} so many different ones
   */
  some(items, count) {
    const left = [...items]
    return Array.from({ length: Math.min(count, left.length) }, () =>
      left.splice(Math.floor(this.next() * left.length), 1),
    ).flat()
  }

  /**
   * A source of its own, so that what one part draws does not shift what another gets.
   * @param {string} name
   */
  fork(name) {
    let seed = Math.floor(this.next() * 2 ** 32)
    for (const letter of name) seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    return new Random(seed)
  }
}
