import type { DeviceKey } from './shapes'
// What is on its way to each device, as far as memory knows: what is too new to be written down as waiting, what
// was delivered but is not yet struck out, and how long each queue is. Pure; knows no tables.

/** A notification on its way. */
export type Outstanding = Readonly<{ seq: number; bytes: number; expiresMs: number }>

/** One that is not written down yet, with the devices that it still has to reach: never none. */
export type Fresh = Readonly<{ entry: Outstanding; devices: ReadonlySet<DeviceKey> }>

export type QueueLimits = Readonly<{ notifications: number; bytes: number }>

type Queue = { count: number; bytes: number }

export class Pending {
  /** By `seq`, ascending; all above what is settled. */
  readonly #fresh = new Map<number, { entry: Outstanding; devices: Set<DeviceKey> }>()
  /** Delivered, but still a row. */
  readonly #struck = new Map<DeviceKey, Set<number>>()
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

  /** `seq` grows from call to call. */
  add(entry: Outstanding, devices: readonly DeviceKey[]): void {
    if (devices.length === 0) return
    this.#fresh.set(entry.seq, { entry, devices: new Set(devices) })
    for (const device of devices) this.count(device, 1, entry.bytes)
  }

  /** Takes a notification out again, as if it had never come. */
  remove(seq: number): void {
    const fresh = this.#fresh.get(seq)
    for (const device of fresh?.devices ?? []) this.take(device, seq)
  }

  /** Takes what is not written down yet; false if there is none. */
  take(device: DeviceKey, seq: number): boolean {
    const fresh = this.#fresh.get(seq)
    if (!fresh?.devices.delete(device)) return false
    if (fresh.devices.size === 0) this.#fresh.delete(seq)
    this.count(device, -1, -fresh.entry.bytes)
    return true
  }

  /** What is not written down yet, if it still has to reach this device. */
  freshFor(device: DeviceKey, seq: number): Outstanding | null {
    const fresh = this.#fresh.get(seq)
    return fresh?.devices.has(device) ? fresh.entry : null
  }

  /** Whether it is not written down yet and still has to reach somebody. */
  isOnItsWay(seq: number): boolean {
    return this.#fresh.has(seq)
  }

  /** All that is not written down, ascending. */
  fresh(): Iterable<Fresh> {
    return this.#fresh.values()
  }

  /** It is written down now, and counts as before. */
  settle(seq: number): void {
    this.#fresh.delete(seq)
  }

  /** Notes that a row is done with; it is struck out later. */
  strike(device: DeviceKey, seq: number, bytes: number): void {
    const seqs = this.#struck.get(device)
    if (seqs) seqs.add(seq)
    else this.#struck.set(device, new Set([seq]))
    this.count(device, -1, -bytes)
  }

  isStruck(device: DeviceKey, seq: number): boolean {
    return this.#struck.get(device)?.has(seq) ?? false
  }

  /** Every row that is done with. */
  *struck(): Generator<readonly [DeviceKey, number]> {
    for (const [device, seqs] of this.#struck) for (const seq of seqs) yield [device, seq]
  }

  /** The row is gone. */
  forgetStruck(device: DeviceKey, seq: number): void {
    const seqs = this.#struck.get(device)
    seqs?.delete(seq)
    if (seqs?.size === 0) this.#struck.delete(device)
  }

  /** Makes a queue longer or shorter. */
  count(device: DeviceKey, notifications: number, bytes: number): void {
    this.#changed.add(device)
    const queue = this.#queues.get(device)
    if (!queue) {
      this.#queues.set(device, { count: notifications, bytes })
      return
    }
    queue.count += notifications
    queue.bytes += bytes
    if (queue.count === 0) this.#queues.delete(device)
  }

  waitingFor(device: DeviceKey): number {
    return this.#queues.get(device)?.count ?? 0
  }

  get hasStruck(): boolean {
    return this.#struck.size > 0
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
    for (const [seq, { devices }] of this.#fresh) {
      if (devices.delete(device) && devices.size === 0) this.#fresh.delete(seq)
    }
    this.#struck.delete(device)
    this.#queues.delete(device)
    this.#changed.delete(device)
  }
}
