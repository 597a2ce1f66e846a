// What is on its way to each device, as far as memory knows: what is too new to be written down as waiting, what
// was delivered but is not yet struck out, and how long each queue is. Pure; knows no tables.

import type { DeviceKey } from './types'

/** A notification on its way, shared by all its receivers. */
export type Outstanding = Readonly<{ seq: number; bytes: number; expiresMs: number }>

export type QueueLimits = Readonly<{ notifications: number; bytes: number }>

type Queue = { count: number; bytes: number }

/** One device's part of what is to be written down. */
export type Unsettled = Readonly<{ device: DeviceKey; entry: Outstanding }>

export class Pending {
  /** By device, ascending by `seq`; all above what is settled. */
  readonly #fresh = new Map<DeviceKey, Map<number, Outstanding>>()
  /** Delivered, but still a row. */
  readonly #gone = new Map<DeviceKey, Set<number>>()
  readonly #queues = new Map<DeviceKey, Queue>()
  readonly #changed = new Set<DeviceKey>()
  readonly #limits: QueueLimits

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  /** Whether this much more would be too much for a device. */
  isFull(device: DeviceKey, bytes: number): boolean {
    const queue = this.#queues.get(device)
    if (!queue) return false
    return queue.count >= this.#limits.notifications || queue.bytes + bytes > this.#limits.bytes
  }

  add(entry: Outstanding, devices: readonly DeviceKey[]): void {
    for (const device of devices) {
      const entries = this.#fresh.get(device)
      if (entries) entries.set(entry.seq, entry)
      else this.#fresh.set(device, new Map([[entry.seq, entry]]))
      this.count(device, 1, entry.bytes)
    }
  }

  /** Takes an entry that is not written down yet; false if there is none. */
  takeFresh(device: DeviceKey, seq: number): boolean {
    const entries = this.#fresh.get(device)
    const entry = entries?.get(seq)
    if (!entries || !entry) return false
    entries.delete(seq)
    if (entries.size === 0) this.#fresh.delete(device)
    this.count(device, -1, -entry.bytes)
    return true
  }

  /** Notes that a row is done with; it is struck out later. */
  strike(device: DeviceKey, seq: number, bytes: number): void {
    const seqs = this.#gone.get(device)
    if (seqs) seqs.add(seq)
    else this.#gone.set(device, new Set([seq]))
    this.count(device, -1, -bytes)
  }

  isStruck(device: DeviceKey, seq: number): boolean {
    return this.#gone.get(device)?.has(seq) ?? false
  }

  /** Every row that is done with. */
  *struck(): Generator<readonly [DeviceKey, number]> {
    for (const [device, seqs] of this.#gone) for (const seq of seqs) yield [device, seq]
  }

  forgetStruck(): void {
    this.#gone.clear()
  }

  /** What is new for a device beyond a `seq`, ascending. */
  *freshFor(device: DeviceKey, after: number): Generator<Outstanding> {
    for (const entry of this.#fresh.get(device)?.values() ?? []) if (entry.seq > after) yield entry
  }

  isFresh(device: DeviceKey, seq: number): boolean {
    return this.#fresh.get(device)?.has(seq) ?? false
  }

  /** What is still on its way up to a `seq`. Changes nothing: `settle` does, once it is written. */
  unsettled(through: number): Unsettled[] {
    const list: Unsettled[] = []
    for (const [device, entries] of this.#fresh) {
      for (const entry of entries.values()) {
        if (entry.seq > through) break
        list.push({ device, entry })
      }
    }
    return list
  }

  /** These are rows now and count as before. */
  settle(list: readonly Unsettled[]): void {
    for (const { device, entry } of list) {
      const entries = this.#fresh.get(device)
      entries?.delete(entry.seq)
      if (entries?.size === 0) this.#fresh.delete(device)
    }
  }

  /** Makes a queue longer or shorter. */
  count(device: DeviceKey, notifications: number, bytes: number): void {
    const queue = this.#queues.get(device)
    if (queue) {
      queue.count += notifications
      queue.bytes += bytes
      if (queue.count === 0) this.#queues.delete(device)
    } else this.#queues.set(device, { count: notifications, bytes })
    this.#changed.add(device)
  }

  waitingFor(device: DeviceKey): number {
    return this.#queues.get(device)?.count ?? 0
  }

  get hasStruck(): boolean {
    return this.#gone.size > 0
  }

  get hasWaiting(): boolean {
    return this.#queues.size > 0
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0
  }

  /** How many wait for each device whose number changed since this was last asked. */
  takeChanged(): ReadonlyMap<DeviceKey, number> {
    const changed = new Map([...this.#changed].map((device) => [device, this.waitingFor(device)]))
    this.#changed.clear()
    return changed
  }

  drop(device: DeviceKey): void {
    this.#fresh.delete(device)
    this.#gone.delete(device)
    this.#queues.delete(device)
    this.#changed.delete(device)
  }
}
