// What the hub tells its host: events, gathered so that a burst costs one call a commit or a tenth of a second.

import type { FeedItem } from '../../shared/views'
import type { HubEvents } from './face'
import type { Clock } from './ports'

type Listener<Name extends keyof HubEvents> = (value: HubEvents[Name]) => void
type Snapshots = 'counts' | 'devices' | 'requests' | 'blocked' | 'status'

const SNAPSHOT_MS = 100

export class HostEvents {
  readonly #listeners = new Map<keyof HubEvents, Set<(value: never) => void>>()
  readonly #due = new Set<Snapshots>()
  #arrived: FeedItem[] = []

  constructor(
    private readonly clock: Clock,
    private readonly snapshot: <Name extends Snapshots>(name: Name) => HubEvents[Name],
  ) {}

  on<Name extends keyof HubEvents>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  arrived(item: FeedItem): void {
    if (!this.#listeners.get('arrived')?.size) return
    if (this.#arrived.push(item) > 1) return
    setImmediate(() => {
      const items = this.#arrived
      this.#arrived = []
      this.emit('arrived', items)
    })
  }

  /** Tells soon how this looks by then; many changes make one call. */
  changed(name: Snapshots): void {
    if (this.#due.has(name)) return
    this.#due.add(name)
    this.clock.after(SNAPSHOT_MS, () => {
      this.#due.delete(name)
      if (this.#listeners.get(name)?.size) this.emit(name, this.snapshot(name))
    })
  }

  emit<Name extends keyof HubEvents>(name: Name, value: HubEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<Name>)(value)
  }
}
