// The other devices of the hub, as last told, also for when it is away. Knows no connection.

import type { Device } from '../../client/types'
import type { DeviceKind } from '../../shared/model'

const PLACE = 'bellhop devices'

export class Others {
  #list = $state.raw<readonly Device[]>([])
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
    this.#list = this.#kept()
  }

  /** Online first, then by name. */
  get list(): readonly Device[] {
    return this.#list
  }

  one(id: string): Device | undefined {
    return this.#list.find((device) => device.id === id)
  }
  kindOf(id: string): DeviceKind | undefined {
    return id === 'hub' ? 'desktop' : this.one(id)?.kind
  }

  /** All of them, but this one. */
  learn(devices: readonly Device[], ownId: string): void {
    this.#list = devices.filter(({ id }) => id !== ownId).toSorted(inOrder)
    try {
      this.#storage.setItem(PLACE, JSON.stringify(this.#list))
    } catch {
      // Then there is nobody to choose from while the hub is away.
    }
  }

  #kept(): readonly Device[] {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(PLACE) ?? '[]')
      return Array.isArray(kept) ? (kept as Device[]) : []
    } catch {
      return []
    }
  }
}

/** One for all comparisons: a new one for each takes most of the time of a long list. */
const { compare } = new Intl.Collator()

function inOrder(one: Device, other: Device): number {
  return Number(other.online) - Number(one.online) || compare(one.name, other.name)
}
