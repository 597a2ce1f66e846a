// How far came what was sent from here: asked for the rows that are on screen, a few at a time, and again when the hub
// tells that something moved. Knows no component.

import { SvelteMap } from 'svelte/reactivity'
import type { BellhopApi } from '../../../shared/ipc'
import { TICKS } from '../../../shared/ipc-fields'
import type { NotificationId } from '../../../shared/model'
import type { Ticks } from '../../../shared/views'

/** So many are remembered; the oldest go. */
const KEPT = 500

export class Ticking {
  readonly #api: BellhopApi
  readonly #known = new SvelteMap<NotificationId, Ticks>()
  /** Of the rows on screen; twice, where one goes as another comes. */
  #wanted: readonly NotificationId[] = []
  #isAsking = false
  #isStale = false

  constructor(api: BellhopApi) {
    this.#api = api
  }

  /** Undefined: not known yet. */
  of(id: NotificationId): Ticks | undefined {
    return this.#known.get(id)
  }

  /** A row shows it from now on; answers how to say that it does not any more. */
  want(id: NotificationId): () => void {
    this.#wanted = [...this.#wanted, id]
    this.refresh()
    return () => {
      this.#wanted = this.#wanted.toSpliced(this.#wanted.indexOf(id), 1)
    }
  }

  /** Something moved: asks anew about what is on screen. */
  refresh(): void {
    this.#isStale = true
    if (!this.#isAsking) void this.#ask()
  }

  async #ask(): Promise<void> {
    this.#isAsking = true
    while (this.#isStale) {
      // Rows come in one after the other, and are asked about together.
      await Promise.resolve()
      this.#isStale = false
      const ids = this.#wanted.filter((id, at, all) => all.indexOf(id) === at)
      for (let at = 0; at < ids.length; at += TICKS) await this.#learn(ids.slice(at, at + TICKS))
    }
    this.#isAsking = false
  }

  async #learn(ids: NotificationId[]): Promise<void> {
    const answer = await this.#api.ticks({ ids })
    if (!answer.ok) return
    for (const ticks of answer.value) {
      if (!isSame(this.#known.get(ticks.id), ticks)) this.#known.set(ticks.id, ticks)
    }
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) return
      this.#known.delete(oldest)
    }
  }
}

function isSame(one: Ticks | undefined, other: Ticks): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}
