// Which rows are chosen to be acted on together. Knows the order of the list only by what it is handed.
/* eslint-disable svelte/prefer-svelte-reactivity -- these collections are replaced whole, never changed */

import type { NotificationId } from '../../../shared/model'

type Ids = readonly NotificationId[]

/** As many as one command may name. */
const MOST = 1_000

/** A set of rows, and the row from which a range is drawn. */
export class Selection {
  #chosen = $state.raw<ReadonlySet<NotificationId>>(new Set())
  #anchor: NotificationId | null = null

  get count(): number {
    return this.#chosen.size
  }
  get isEmpty(): boolean {
    return this.#chosen.size === 0
  }

  has(id: NotificationId): boolean {
    return this.#chosen.has(id)
  }

  /** In the order of the list. */
  idsIn(order: Ids): NotificationId[] {
    return order.filter((id) => this.#chosen.has(id))
  }

  clear(): void {
    this.#chosen = new Set()
  }

  /** A range begins here. */
  anchorAt(id: NotificationId): void {
    this.#anchor = id
  }

  /** Chooses a row with what belongs to it, or no longer: by the first of them. */
  toggle(ids: Ids): void {
    const [first] = ids
    if (first === undefined) return
    const chosen = new Set(this.#chosen)
    const isIn = chosen.has(first)
    for (const id of ids) {
      if (isIn) chosen.delete(id)
      else if (chosen.size < MOST) chosen.add(id)
    }
    this.#chosen = chosen
    this.#anchor = first
  }

  /** Chooses all from the anchor to here, each with what belongs to it. */
  extendTo(id: NotificationId, order: Ids, withOthers: (id: NotificationId) => Ids): void {
    const to = order.indexOf(id)
    const from = this.#anchor === null ? to : order.indexOf(this.#anchor)
    if (to === -1) return
    const start = from === -1 ? to : from
    const range = order.slice(Math.min(start, to), Math.max(start, to) + 1)
    this.#chosen = new Set(range.flatMap(withOthers).slice(0, MOST))
    this.#anchor ??= id
  }

  all(order: Ids): void {
    this.#chosen = new Set(order.slice(0, MOST))
  }

  /** Only what is there still: nothing is done with what one does not see. */
  narrow(isThere: (id: NotificationId) => boolean): void {
    const left = [...this.#chosen].filter(isThere)
    if (left.length < this.#chosen.size) this.#chosen = new Set(left)
  }
}
