// What comes, and who listens: each notification is shown once, and acknowledged when it was. Knows no connection.

import { isFor, type Me } from './audience'
import type { Keeping } from './keeping'
import type { Events, Notification } from './types'

/** Of one command. */
const MOST_IDS = 1_000

type Listener = (event: never) => unknown

export class Listeners {
  readonly #all = new Map<keyof Events, Set<Listener>>()

  on(name: keyof Events, listener: Listener): () => void {
    const listeners = this.#all.get(name) ?? new Set()
    this.#all.set(name, listeners.add(listener))
    return () => void listeners.delete(listener)
  }

  /** What they returned. */
  tell<Name extends keyof Events>(name: Name, event: Events[Name]): unknown[] {
    return [...(this.#all.get(name) ?? [])].map((listener) => listener(event as never))
  }

  has(name: keyof Events): boolean {
    return (this.#all.get(name)?.size ?? 0) > 0
  }
}

export class Hearing {
  /** Those that listeners have not returned from yet. */
  readonly #taking = new Set<string>()
  #shown: readonly Notification[] = []

  constructor(
    private readonly keeping: Keeping,
    private readonly listeners: Listeners,
    private readonly send: (frame: object) => void,
  ) {}

  /** An event came. */
  async hear(me: Me, notification: Notification): Promise<void> {
    const { id } = notification
    if (!isFor(me, notification)) return
    if (this.keeping.hasSeen(id)) return void this.#acknowledge(notification)
    if (!this.listeners.has('notification') || this.#taking.has(id)) return
    this.#taking.add(id)
    try {
      await Promise.all(this.listeners.tell('notification', notification))
      this.#acknowledge(notification)
    } catch (error) {
      // Not acknowledged, so it comes again; and whoever wrote the listener learns why.
      setTimeout(() => {
        throw error
      })
    } finally {
      this.#taking.delete(id)
    }
  }

  /** All that came in one turn at once, and not before they are known as shown. */
  #acknowledge(notification: Notification): void {
    this.#shown = [...this.#shown, notification]
    if (this.#shown.length > 1) return
    setTimeout(() => {
      const shown = this.#shown
      this.#shown = []
      this.keeping.see(shown)
      for (let at = 0; at < shown.length; at += MOST_IDS)
        this.send({ type: 'ack', ids: shown.slice(at, at + MOST_IDS).map(({ id }) => id) })
    })
  }
}
