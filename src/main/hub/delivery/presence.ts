// Who is here: all connections, which of them goes by which ID, what they have joined, and who learns of what
// is addressed to others. Knows no store.

import { foldId } from '../../../shared/protocol/addresses'
import type { Connection } from '../connection/connection'
import { may } from '../devices/rights'
import { TopicIndex } from '../devices/topics'
import { isTrusted } from '../devices/trust'

export class Presence {
  readonly #all = new Set<Connection>()
  /** By folded ID: those that took one, and those that go by a made-up one. */
  readonly #named = new Map<string, Connection>()
  /** Apart: nearly everybody is here for a moment first, and a map of thousands keeps the places of as many that left it. */
  readonly #nameless = new Map<string, Connection>()
  readonly #observers = new Set<Connection>()
  /** What was joined for as long as a connection lasts. */
  readonly topics = new TopicIndex<Connection>()

  /** Takes note of a connection, or of its new name, lane or wishes. Answers whom it displaced from its name. */
  update(connection: Connection): Connection | null {
    const fold = foldId(connection.party.id)
    const before = this.byFold(fold)
    if (before) this.#dropName(before)
    this.#dropName(connection)
    this.#all.add(connection)
    const names = connection.takenId === null ? this.#nameless : this.#named
    names.set(fold, connection)
    connection.fold = fold
    if (mayObserve(connection)) this.#observers.add(connection)
    else this.#observers.delete(connection)
    return before === connection ? null : before
  }

  remove(connection: Connection): void {
    this.#dropName(connection)
    this.#all.delete(connection)
    this.#observers.delete(connection)
    this.topics.set(connection, [])
  }

  /** By folded ID; guests are here under their own. */
  byFold(fold: string): Connection | null {
    return this.#named.get(fold) ?? this.#nameless.get(fold) ?? null
  }

  all(): Iterable<Connection> {
    return this.#all
  }

  /** Trusted ones that did not decline to learn of what is addressed to others. */
  observers(): Iterable<Connection> {
    return this.#observers
  }

  get hasObservers(): boolean {
    return this.#observers.size > 0
  }

  get size(): number {
    return this.#all.size
  }

  #dropName(connection: Connection): void {
    const { fold } = connection
    connection.fold = null
    if (fold === null) return
    for (const names of [this.#named, this.#nameless])
      if (names.get(fold) === connection) names.delete(fold)
  }
}

/** Whether it learns of what is addressed to others: who may not see other devices may not see this either. */
function mayObserve({ lane, wantsAnnounce, device }: Connection): boolean {
  return isTrusted(lane) && wantsAnnounce && may(device, 'receive') && may(device, 'targets')
}
