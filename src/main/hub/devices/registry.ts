// The devices that have a name and a queue here, and who is blocked. Holds them in memory as the store has
// them; knows no connections.

import { SCOPES, type DeviceId, type DeviceKind } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import { LOCAL_DEVICE } from '../../../shared/protocol/limits'
import type {
  DeviceChange,
  DeviceKey,
  Grants,
  History,
  Opened,
  StoredDevice,
} from '../history/types'
import { hashToken } from './tokens'
import { TopicIndex } from './topics'
import { Turns } from './turns'

export type RegisteredDevice = Readonly<Omit<StoredDevice, 'waiting' | 'topics'>> &
  Readonly<{ fold: string }>

/** What a device says of itself, and how it came in. */
export type DeviceFacts = Readonly<{
  id: DeviceId
  name: string
  kind: DeviceKind
  by: 'token' | 'local' | 'open'
  tokenHash: string | null
  /** Left out: as it was. */
  isTlsOnly?: boolean
}>

/** The key under which an ID is blocked. */
export const blockOfId = (fold: string): string => `id:${fold}`
/** The key under which an address is blocked. */
export const blockOfAddress = (addressKey: string): string => `address:${addressKey}`

export class Registry {
  readonly #byFold = new Map<string, RegisteredDevice>()
  readonly #byKey = new Map<DeviceKey, RegisteredDevice>()
  readonly #byTokenHash = new Map<string, RegisteredDevice>()
  /** Block key → since, ms. */
  readonly #blocks = new Map<string, number>()
  /** What devices have joined that keep it. */
  readonly topics = new TopicIndex<DeviceKey>()
  /** Saves of one device in turn, so that two hellos of one new ID make one device. */
  readonly #turns = new Turns()

  constructor(private readonly history: History) {}

  /** Takes over what the store knows. */
  load(opened: Opened): void {
    for (const device of opened.devices) {
      this.#put(registered(device))
      this.topics.set(device.key, device.topics)
    }
    for (const block of opened.blocks) this.#blocks.set(block.key, block.sinceMs)
  }

  get size(): number {
    return this.#byKey.size
  }

  list(): Iterable<RegisteredDevice> {
    return this.#byKey.values()
  }

  byFold(fold: string): RegisteredDevice | null {
    return this.#byFold.get(fold) ?? null
  }

  byKey(key: DeviceKey): RegisteredDevice | null {
    return this.#byKey.get(key) ?? null
  }

  /** The device a token proves, or null. */
  byToken(token: string): RegisteredDevice | null {
    return this.#byTokenHash.get(hashToken(token)) ?? null
  }

  /** Creates or changes a device; resolves when that is synced. The spelling first registered is kept. */
  save(facts: DeviceFacts, nowMs: number): Promise<RegisteredDevice> {
    const fold = foldId(facts.id)
    return this.#turns.take(fold, () => this.#save(fold, facts, nowMs))
  }

  async #save(fold: string, facts: DeviceFacts, nowMs: number): Promise<RegisteredDevice> {
    const known = this.byFold(fold)
    const name = known?.isNamed ? known.name : facts.name
    const { isNamed = false, scopes = SCOPES, isTold = true } = known ?? {}
    const isTlsOnly = facts.isTlsOnly ?? known?.isTlsOnly ?? false
    const rotation = known?.tokenHash === facts.tokenHash ? known.rotation : null
    if (known && sameFacts(known, { ...facts, name, isTlsOnly })) return known
    const id = known?.id ?? facts.id
    const grants = { isNamed, scopes, rotation, isTold, isTlsOnly }
    const saved = { ...facts, ...grants, id, name, seenMs: nowMs }
    const key = await this.history.saveDevice({ ...saved, key: known?.key ?? null })
    const device = registered({ ...saved, key })
    this.#put(device)
    return device
  }

  /** What the owner changes about a device; resolves when that is synced, with null if it is gone by then. */
  change(
    device: RegisteredDevice,
    change: Partial<Pick<RegisteredDevice, 'name' | 'tokenHash' | keyof Grants>>,
  ): Promise<RegisteredDevice | null> {
    return this.#turns.take(device.fold, async () => {
      const before = this.byKey(device.key)
      if (!before) return null
      await this.history.saveDevice({ ...changeOf(before), ...change })
      // It may have been heard, or forgotten, meanwhile.
      const known = this.byKey(device.key)
      if (!known) return null
      const after = registered({ ...known, ...change })
      this.#put(after)
      return after
    })
  }

  /**
   * A device showed this token. Once it used its next one, the one before is worth nothing; if that cannot be written
   * down, it happens again at the next use after a restart.
   */
  proved(device: RegisteredDevice, token: string): RegisteredDevice {
    const known = this.byKey(device.key) ?? device
    const { rotation } = known
    if (rotation === null || rotation === '' || hashToken(token) !== rotation) return known
    const change = { tokenHash: rotation, rotation: null }
    const after = registered({ ...known, ...change })
    this.#put(after)
    this.change(after, change).catch(() => undefined)
    return after
  }

  /** Takes a device's token away: from this moment on it proves nothing, and for good once this resolves. */
  async revoke(device: RegisteredDevice): Promise<void> {
    const known = this.byKey(device.key)
    if (known) this.#put(registered({ ...known, tokenHash: null, rotation: null }))
    await this.#turns.take(device.fold, async () => {
      const revoked = this.byKey(device.key)
      if (revoked) await this.history.saveDevice(changeOf(revoked))
    })
  }

  /**
   * Changes what a device has joined; resolves when that is synced. `change` gets what it has joined by then,
   * and null = it may not: answers false.
   */
  saveTopics(
    device: RegisteredDevice,
    change: (joined: readonly string[]) => readonly string[] | null,
  ): Promise<boolean> {
    return this.#turns.take(device.fold, async () => {
      const before = this.topics.of(device.key)
      // What a blocked one still says does not count.
      const after = this.isBlocked(blockOfId(device.fold)) ? [] : change(before)
      if (after === null) return false
      if (after.length === before.length && after.every((name, at) => name === before[at]))
        return true
      await this.history.saveTopics(device.key, after)
      // The owner may have been rid of it meanwhile.
      if (this.#byKey.has(device.key)) this.topics.set(device.key, after)
      return true
    })
  }

  async forget(device: RegisteredDevice): Promise<void> {
    this.#drop(device)
    await this.history.deleteDevice(device.key)
  }

  /** Notes that a device was heard, and answers with it. Not synced: worth no more than its newest value. */
  seen(device: RegisteredDevice, nowMs: number): RegisteredDevice {
    const known = this.#byKey.get(device.key)
    if (!known) return device
    const heard = registered(known, nowMs)
    this.#put(heard)
    this.history.seen(device.key, nowMs)
    return heard
  }

  /** Whether `*` reaches this device while it is away. */
  isReachedByAll(device: RegisteredDevice, nowMs: number): boolean {
    return device.by === 'token' || nowMs - device.seenMs <= LOCAL_DEVICE.reachedByAllMs
  }

  /** Those that proved nothing lasting and were not seen for 30 days. */
  stale(nowMs: number): readonly RegisteredDevice[] {
    return [...this.#byKey.values()].filter(
      (device) => device.by !== 'token' && nowMs - device.seenMs > LOCAL_DEVICE.rememberedMs,
    )
  }

  isBlocked(key: string): boolean {
    return this.#blocks.has(key)
  }

  /** Asked first where very many are asked about: most hubs have none. */
  get hasBlocks(): boolean {
    return this.#blocks.size > 0
  }

  blocks(): ReadonlyMap<string, number> {
    return this.#blocks
  }

  async block(key: string, nowMs: number): Promise<void> {
    this.#blocks.set(key, nowMs)
    await this.history.saveBlock({ key, sinceMs: nowMs })
  }

  /** Blocks an ID. The device that goes by it leaves what it has joined. */
  async blockId(fold: string, nowMs: number): Promise<void> {
    const device = this.byFold(fold)
    const left = device ? this.saveTopics(device, () => []) : undefined
    await Promise.all([this.block(blockOfId(fold), nowMs), left])
  }

  async unblock(key: string): Promise<boolean> {
    if (!this.#blocks.delete(key)) return false
    await this.history.deleteBlock(key)
    return true
  }

  #put(device: RegisteredDevice): void {
    const before = this.#byKey.get(device.key)
    if (before) this.#dropTokens(before)
    this.#byFold.set(device.fold, device)
    this.#byKey.set(device.key, device)
    for (const hash of hashesOf(device)) this.#byTokenHash.set(hash, device)
  }

  #drop(device: RegisteredDevice): void {
    this.#byFold.delete(device.fold)
    this.topics.set(device.key, [])
    const known = this.#byKey.get(device.key)
    this.#byKey.delete(device.key)
    if (known) this.#dropTokens(known)
  }

  #dropTokens(device: RegisteredDevice): void {
    for (const hash of hashesOf(device)) this.#byTokenHash.delete(hash)
  }
}

/** What proves this device. */
function hashesOf({ tokenHash, rotation }: RegisteredDevice): string[] {
  return [tokenHash, rotation].flatMap((hash) => (hash ? [hash] : []))
}

/** A device as it is written down again. */
function changeOf({ fold: _, ...device }: RegisteredDevice): DeviceChange {
  return device
}

/** A device as it is held. Written out: of a copy by `...` the engine keeps a description of its own for each. */
function registered(
  device: Omit<RegisteredDevice, 'fold'>,
  seenMs = device.seenMs,
): RegisteredDevice {
  const { key, id, name, kind, by, tokenHash } = device
  const { isNamed, scopes, rotation, isTold, isTlsOnly } = device
  const fold = foldId(id)
  return {
    key,
    id,
    name,
    kind,
    by,
    tokenHash,
    seenMs,
    isNamed,
    scopes,
    rotation,
    isTold,
    isTlsOnly,
    fold,
  }
}

function sameFacts(device: RegisteredDevice, facts: DeviceFacts): boolean {
  return (
    device.name === facts.name &&
    device.kind === facts.kind &&
    device.by === facts.by &&
    device.tokenHash === facts.tokenHash &&
    device.isTlsOnly === facts.isTlsOnly
  )
}
