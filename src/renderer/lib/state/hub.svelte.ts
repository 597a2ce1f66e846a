// What the window knows of its hub besides the feed: status, settings, devices, requests, counts.
/* eslint-disable svelte/prefer-svelte-reactivity -- these collections are replaced whole, never changed */

import type { Finding } from '../../../shared/doctor'
import type { BellhopApi, Snapshot } from '../../../shared/ipc'
import { HUB_ID, type DeviceId, type DeviceKind, type Scope } from '../../../shared/model'
import { foldId, isAnonymous } from '../../../shared/protocol/addresses'
import { DEFAULT_SETTINGS, type SettingKey, type Settings } from '../../../shared/settings'
import type {
  BlockedView,
  Decision,
  DeviceView,
  FeedCounts,
  HubStatus,
  RequestView,
  UnreadBy,
} from '../../../shared/views'
import type { Notices } from './notices.svelte'

const NO_STATUS: HubStatus = {
  state: 'starting',
  failure: null,
  name: '',
  version: '',
  port: DEFAULT_SETTINGS.port,
  addresses: [],
  trust: 'ask',
  routing: 'addressed',
  isStorageFull: false,
  salvaged: null,
  backup: { last: null, failure: null, isKnown: false },
  identity: null,
}

const NO_COUNTS: FeedCounts = {
  unread: 0,
  total: 0,
  bytes: 0,
  scheduled: 0,
  seq: 0,
  guestsDropped: 0,
}
/** Unread ones are counted by device no more often than this, ms. */
const COUNT_MS = 1_000

/** A topic, and who has joined it. */
export type TopicView = Readonly<{ name: string; devices: readonly DeviceView[] }>

function topicsOf(devices: readonly DeviceView[]): TopicView[] {
  const topics = new Map<string, { name: string; devices: DeviceView[] }>()
  for (const device of devices) {
    for (const name of device.topics) {
      const topic = topics.get(foldId(name)) ?? { name, devices: [] }
      topic.devices.push(device)
      topics.set(foldId(name), topic)
    }
  }
  return [...topics.values()].toSorted((one, other) => one.name.localeCompare(other.name))
}

/** Online first, then by name. */
function inOrder(one: DeviceView, other: DeviceView): number {
  return Number(other.online) - Number(one.online) || one.name.localeCompare(other.name)
}

/** The hub as last told; verbs ask main and wait to be told again. */
export class HubView {
  readonly #api: BellhopApi
  readonly #notices: Notices
  #status = $state.raw<HubStatus>(NO_STATUS)
  #settings = $state.raw<Settings>(DEFAULT_SETTINGS)
  #counts = $state.raw<FeedCounts>(NO_COUNTS)
  #unreadBy = $state.raw<UnreadBy>({ devices: {}, topics: {} })
  #isCounting = false
  #isCountDue = false
  #devices = $state.raw<readonly DeviceView[]>([])
  #requests = $state.raw<readonly RequestView[]>([])
  #blocked = $state.raw<readonly BlockedView[]>([])
  #savedKey = $state<SettingKey | null>(null)
  #savedTimer: ReturnType<typeof setTimeout> | undefined

  constructor(api: BellhopApi, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  get status(): HubStatus {
    return this.#status
  }
  get settings(): Settings {
    return this.#settings
  }
  get counts(): FeedCounts {
    return this.#counts
  }
  /** Those that some device has joined, by name. */
  get topics(): readonly TopicView[] {
    return this.#topics
  }
  /** How many unread ones come from a device, or to a topic; counted as far back as is worth a number. */
  unreadOf(kind: 'devices' | 'topics', id: string): number {
    return this.#unreadBy[kind][foldId(id)] ?? 0
  }
  /** Those that have an ID of their own; pages and programs that said none only pass by. */
  get named(): readonly DeviceView[] {
    return this.#named
  }
  /** All but the hub itself, online first. */
  get devices(): readonly DeviceView[] {
    return this.#devices
  }
  get requests(): readonly RequestView[] {
    return this.#requests
  }
  get blocked(): readonly BlockedView[] {
    return this.#blocked
  }
  /** The setting that was just saved, for as long as one may say so. */
  get savedKey(): SettingKey | null {
    return this.#savedKey
  }

  readonly #named = $derived(this.#devices.filter(({ id }) => !isAnonymous(id)))
  readonly #topics = $derived.by(() => topicsOf(this.#named))
  readonly #byId = $derived(new Map(this.#devices.map((device) => [device.id, device])))

  device(id: DeviceId): DeviceView | undefined {
    return this.#byId.get(id)
  }

  /** The kind of whoever has this ID, if it is known. */
  kindOf(id: DeviceId): DeviceKind | undefined {
    return id === HUB_ID ? 'desktop' : this.#byId.get(id)?.kind
  }

  /** A name for an ID: the device's own, the hub's, else the ID itself. */
  nameOf(id: string): string {
    if (id === HUB_ID) return this.#status.name
    return this.#byId.get(id as DeviceId)?.name ?? id
  }

  /** Takes over a first look. */
  open(snapshot: Snapshot): void {
    this.#status = snapshot.status
    this.#settings = snapshot.settings
    this.#counts = snapshot.counts
    this.#requests = snapshot.requests
    this.#blocked = snapshot.blocked
    this.learnDevices(snapshot.devices)
    this.#countSoon()
  }

  learnDevices(devices: readonly DeviceView[]): void {
    this.#devices = devices.filter((device) => device.id !== HUB_ID).toSorted(inOrder)
  }
  learnStatus(status: HubStatus): void {
    this.#status = status
  }
  learnSettings(settings: Settings): void {
    this.#settings = settings
  }
  learnCounts(counts: FeedCounts): void {
    this.#counts = counts
    this.#countSoon()
  }
  learnRequests(requests: readonly RequestView[], blocked: readonly BlockedView[]): void {
    this.#requests = requests
    this.#blocked = blocked
  }

  /** Changes one setting. It is in effect when this resolves to true, unless the status says why not. */
  async set<Key extends SettingKey>(key: Key, value: Settings[Key]): Promise<boolean> {
    const settings = await this.#notices.ask(this.#api.setSettings({ [key]: value }))
    if (settings === undefined) return false
    this.#settings = settings
    this.#markSaved(key)
    return true
  }

  async retry(): Promise<void> {
    const status = await this.#notices.ask(this.#api.retry())
    if (status !== undefined) this.#status = status
  }
  async startFresh(): Promise<void> {
    const status = await this.#notices.ask(this.#api.startFresh())
    if (status !== undefined) this.#status = status
  }
  async forgetSalvaged(): Promise<void> {
    await this.#notices.ask(this.#api.forgetSalvaged())
  }
  /** What the connection doctor found; null = it could not look, which was said. */
  async examine(): Promise<readonly Finding[] | null> {
    return (await this.#notices.ask(this.#api.doctor())) ?? null
  }
  async eraseAll(): Promise<void> {
    await this.#notices.ask(this.#api.eraseAll())
  }
  async resetSettings(): Promise<void> {
    await this.#notices.ask(this.#api.resetSettings())
  }
  async decide(key: string, decision: Decision): Promise<void> {
    await this.#notices.ask(this.#api.decide({ key, decision }))
  }
  async unblock(key: string): Promise<void> {
    await this.#notices.ask(this.#api.unblock({ key }))
  }
  async block(device: DeviceId): Promise<boolean> {
    return (await this.#notices.ask(this.#api.block({ device }))) !== undefined
  }
  async forget(device: DeviceId): Promise<boolean> {
    return (await this.#notices.ask(this.#api.forget({ device }))) !== undefined
  }

  async rename(device: DeviceId, name: string | null): Promise<boolean> {
    return (await this.#notices.ask(this.#api.rename({ device, name }))) !== undefined
  }
  async allow(device: DeviceId, scopes: readonly Scope[]): Promise<void> {
    await this.#notices.ask(this.#api.allow({ device, scopes: [...scopes] }))
  }
  async revoke(device: DeviceId): Promise<boolean> {
    return (await this.#notices.ask(this.#api.revoke({ device }))) !== undefined
  }

  async tellStates(device: DeviceId, isTold: boolean): Promise<void> {
    await this.#notices.ask(this.#api.tellStates({ device, isTold }))
  }

  /** At once when it was long ago, and never twice at a time. */
  #countSoon(): void {
    this.#isCountDue = true
    if (this.#isCounting) return
    this.#isCounting = true
    void this.#count()
  }

  async #count(): Promise<void> {
    this.#isCountDue = false
    const unreadBy = await this.#notices.ask(this.#api.unreadBy())
    if (unreadBy !== undefined) this.#unreadBy = unreadBy
    setTimeout(() => {
      this.#isCounting = false
      if (this.#isCountDue) this.#countSoon()
    }, COUNT_MS)
  }

  #markSaved(key: SettingKey): void {
    clearTimeout(this.#savedTimer)
    this.#savedKey = key
    this.#savedTimer = setTimeout(() => (this.#savedKey = null), 4_000)
  }
}
