// Who of those that wait is sent next. One goes at a time: where several are on their way the hub can refuse one for its
// rate and take the one behind it, and what was taken cannot be taken back. Knows no store and no connection.

import { fold } from './audience'
import type { Waiting } from './types'

/** So many may stand aside; a hub that refuses more of them has a trouble of its own. */
const ASIDE = 10
const REST_S = { first: 5, most: 60 }

type Rest = { tries: number; timer: ReturnType<typeof setTimeout> | undefined }

export class Line {
  #waiting: readonly Waiting[] = []
  readonly #aside = new Map<string, Rest>()

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  fill(waiting: readonly Waiting[]): void {
    this.#waiting = waiting
  }

  /** The first that does not rest, and that overtakes none to the same address. */
  next(): Waiting | undefined {
    if (this.#aside.size === 0) return this.#waiting[0]
    const held = new Set<string>()
    return this.#waiting.find((entry) => {
      const addresses = addressesOf(entry)
      const isHeld = this.#isResting(entry.ref) || addresses.some((one) => held.has(one))
      if (isHeld) for (const one of addresses) held.add(one)
      return !isHeld
    })
  }

  /** It was answered. */
  leave(ref: string): void {
    this.#waiting = this.#waiting.filter((entry) => entry.ref !== ref)
    clearTimeout(this.#aside.get(ref)?.timer)
    this.#aside.delete(ref)
  }

  /** Lets this one stand aside for a while, and with it those that may not overtake it; false = too many do. */
  rest(ref: string, seconds: number, onOver: () => void): boolean {
    const tries = this.#aside.get(ref)?.tries ?? 0
    if (tries === 0 && this.#aside.size >= ASIDE) return false
    const wait = Math.max(seconds, Math.min(REST_S.most, REST_S.first * 2 ** tries))
    const rest: Rest = { tries: tries + 1, timer: undefined }
    rest.timer = setTimeout(() => {
      rest.timer = undefined
      onOver()
    }, wait * 1_000)
    this.#aside.set(ref, rest)
    return true
  }

  /** Nobody rests any more. */
  wake(): void {
    for (const { timer } of this.#aside.values()) clearTimeout(timer)
    this.#aside.clear()
  }

  #isResting(ref: string): boolean {
    return this.#aside.get(ref)?.timer !== undefined
  }
}

/** To whom it is, in an order that counts: what is for later comes in that of its time. */
function addressesOf({ type, to, at }: Waiting): readonly string[] {
  if (type !== 'notify' || at !== undefined) return []
  const addresses = typeof to === 'string' ? [to] : Array.isArray(to) ? (to as string[]) : ['hub']
  return addresses.map(fold)
}
