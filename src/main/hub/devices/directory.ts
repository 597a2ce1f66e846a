// Devices as others see them: whom an address may reach, and the lists of devices for the wire and the owner.

import { SCOPES, type Device, type DeviceId, type Lane } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { DeviceView } from '../../../shared/views'
import type { Connection } from '../connection/connection'
import type { Presence } from '../delivery/presence'
import type { DeviceKey } from '../history/types'
import type { Directory, Target } from '../routing/route'
import { blockOfId, type RegisteredDevice, type Registry } from './registry'
import { may } from './rights'
import { withTopics } from './topics'
import { isTrusted, linkOf } from './trust'

/** Of who may address nobody but the hub. */
const NOBODY: Directory = { find: () => null, all: () => [], topic: () => [] }

export class DeviceDirectory {
  /** How many wait for each device, as the store last told. */
  #waiting: ReadonlyMap<DeviceKey, number> = new Map()

  constructor(
    private readonly registry: Registry,
    private readonly presence: Presence,
    private readonly nowMs: () => number,
  ) {}

  setWaiting(waiting: ReadonlyMap<DeviceKey, number>): void {
    this.#waiting = waiting
  }

  /** Whom a sender of this lane, or this paired device, can reach: guests only by the owner's hand. */
  reachableBy(lane: Lane, device: RegisteredDevice | null = null): Directory {
    if (!may(device, 'targets')) return NOBODY
    return {
      find: (fold) => this.#find(fold, lane === 'owner'),
      all: () => this.#all(),
      topic: (fold) => this.#topic(fold),
    }
  }

  /** One device as others see it; null for guests and those who wait. */
  wireOf(connection: Connection): Device | null {
    const { party, kind, device } = connection
    if (device) return this.#wire(this.registry.byKey(device.key) ?? device)
    if (!isOnce(connection)) return null
    // A connection that has ended is asked for too, to tell others that it is gone.
    const online = this.presence.byFold(foldId(party.id)) !== null
    return { ...this.#passing(party.id, party.name, kind), online }
  }

  /** Every device that can be addressed, for the frame `devices`. */
  wire(): Device[] {
    const known = [...this.registry.list()].filter((device) => !this.#isBlocked(device))
    const passing = [...this.presence.all()].flatMap((connection) =>
      connection.device ? [] : (this.wireOf(connection) ?? []),
    )
    return [...known.map((device) => this.#wire(device)), ...passing]
  }

  /** Every device, and the guests that are here, for the owner. */
  views(): DeviceView[] {
    const known = [...this.registry.list()].map((device) => this.#view(device))
    const passing = [...this.presence.all()].filter(
      (connection) => !connection.device && connection.lane !== 'pending',
    )
    return [...known, ...passing.map((connection) => this.#passingView(connection))]
  }

  #find(fold: string, mayReachGuests: boolean): Target | null {
    const device = this.registry.byFold(fold)
    if (device) return this.#isReachable(device) ? device : null
    const connection = this.presence.byFold(fold)
    if (!connection?.isOpen || connection.lane === 'pending') return null
    const mayReach =
      connection.lane === 'guest' ? mayReachGuests : isOnce(connection) || mayReachGuests
    return mayReach ? { id: connection.party.id, fold, key: null } : null
  }

  /** A list, since a generator makes something for each of its steps. */
  #all(): Target[] {
    const nowMs = this.nowMs()
    const all: Target[] = []
    for (const device of this.registry.list()) {
      if (!this.#isReachable(device)) continue
      if (this.registry.isReachedByAll(device, nowMs) || this.#isOnline(device)) all.push(device)
    }
    for (const connection of this.presence.all()) {
      if (connection.device || !isOnce(connection) || !isTrusted(connection.lane)) continue
      all.push({ id: connection.party.id, fold: foldId(connection.party.id), key: null })
    }
    return all
  }

  /** Also who is not known by a name, for as long as it is here: it asked for it. */
  *#topic(fold: string): Iterable<Target> {
    for (const key of this.registry.topics.holders(fold)) {
      const device = this.registry.byKey(key)
      if (device && may(device, 'receive')) yield device
    }
    for (const connection of this.presence.topics.holders(fold)) {
      const { device, party } = connection
      if (isTrusted(connection.lane) && may(device, 'receive'))
        yield device ?? { id: party.id, fold: foldId(party.id), key: null }
    }
  }

  /** What a connection has joined, for good as this device or for as long as it lasts. */
  topicsOf(
    connection: Connection,
    device: RegisteredDevice | null = connection.device,
  ): readonly string[] {
    const here = this.presence.topics.of(connection)
    return device ? withTopics(this.registry.topics.of(device.key), here) : here
  }

  #isOnline(device: RegisteredDevice): boolean {
    return this.presence.byFold(device.fold)?.device?.key === device.key
  }

  #isReachable(device: RegisteredDevice): boolean {
    return !this.#isBlocked(device) && may(device, 'receive')
  }

  #isBlocked(device: RegisteredDevice): boolean {
    return this.registry.hasBlocks && this.registry.isBlocked(blockOfId(device.fold))
  }

  #wire(device: RegisteredDevice): Device {
    const { id, name, kind, seenMs } = device
    return { id, name, kind, online: this.#isOnline(device), seen: new Date(seenMs).toISOString() }
  }

  #passing(id: DeviceId, name: string, kind: Device['kind']): Device {
    return { id, name, kind, online: true, seen: new Date(this.nowMs()).toISOString() }
  }

  #view(device: RegisteredDevice): DeviceView {
    const connection = this.presence.byFold(device.fold)
    return {
      ...this.#wire(device),
      lane: device.by,
      address: connection?.peer.address ?? null,
      link: connection ? linkOf(connection.peer) : null,
      isBlocked: this.#isBlocked(device),
      isRevoked: device.by === 'token' && device.tokenHash === null,
      scopes: device.scopes,
      isTold: device.isTold,
      waiting: this.#waiting.get(device.key) ?? 0,
      topics: connection?.device ? this.topicsOf(connection) : this.registry.topics.of(device.key),
    }
  }

  #passingView(connection: Connection): DeviceView {
    const { party, kind, lane, peer } = connection
    return {
      ...this.#passing(party.id, party.name, kind),
      lane,
      address: peer.address,
      link: linkOf(peer),
      isBlocked: false,
      isRevoked: false,
      scopes: SCOPES,
      isTold: true,
      waiting: 0,
      topics: this.topicsOf(connection),
    }
  }
}

/** A peer that was let in for this once under an ID of its own. */
function isOnce(connection: Connection): boolean {
  return connection.device === null && connection.takenId !== null && isTrusted(connection.lane)
}
