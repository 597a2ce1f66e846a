// Which columns stand side by side, and what has slid over them. Knows nothing of what they hold.

import { MediaQuery } from 'svelte/reactivity'

export type Form = 'three' | 'two' | 'one'

/** The window's form by its width, and what is open in the narrower ones. */
export class Layout {
  readonly #wide = new MediaQuery('(min-width: 1100px)', true)
  readonly #middle = new MediaQuery('(min-width: 760px)', true)
  #isDetailOpen = $state(false)
  #isRailOpen = $state(false)

  get form(): Form {
    if (this.#wide.current) return 'three'
    return this.#middle.current ? 'two' : 'one'
  }
  /** The detail lies over the feed, or would in a narrow window. */
  get isDetailOpen(): boolean {
    return this.#isDetailOpen
  }
  get isRailOpen(): boolean {
    return this.#isRailOpen
  }
  /** Something hides the middle column: nothing in it may be reached. */
  get isMiddleHidden(): boolean {
    return this.form === 'one' && (this.#isDetailOpen || this.#isRailOpen)
  }

  openDetail(): void {
    this.#isDetailOpen = true
  }
  closeDetail(): void {
    this.#isDetailOpen = false
  }
  openRail(): void {
    this.#isRailOpen = true
  }
  closeRail(): void {
    this.#isRailOpen = false
  }
}
