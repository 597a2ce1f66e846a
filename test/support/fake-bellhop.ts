// `window.bellhop` in memory: the whole contract, so that the window can be tested and looked at without a hub.

import type { Finding } from '../../src/shared/doctor'
import type {
  Answer,
  BellhopApi,
  CommandInput,
  CommandName,
  DraftFile,
  EventName,
  Snapshot,
  WindowEvents,
} from '../../src/shared/ipc'
import type { AttachmentId, Delivery, DeviceId, NotificationId } from '../../src/shared/model'
import type { Screen } from '../../src/shared/screens'
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../src/shared/settings'
import type {
  AuditEntry,
  BlockedView,
  Detail,
  DeviceView,
  FeedItem,
  FeedPage,
  ForwardResult,
  HubStatus,
  PairingView,
  RequestView,
  ScheduledView,
} from '../../src/shared/views'
import { fits } from './fake-feed'
import { filesApi, type Picked } from './fake-files'
import { carryOutAll, laterApi } from './fake-later'
import { ownerApi } from './fake-owner'
import { sampleOffer, SAMPLE_STATUS } from './fake-status'

type Listener = (value: never) => void

/** What a fake starts with; the rest is empty. */
export type FakeWorld = Partial<{
  items: readonly FeedItem[]
  devices: readonly DeviceView[]
  requests: readonly RequestView[]
  blocked: readonly BlockedView[]
  status: Partial<HubStatus>
  settings: Partial<Settings>
  locale: 'en' | 'zh-CN'
  pairing: PairingView
  audit: readonly AuditEntry[]
  show: NotificationId
  go: Screen
  guestsDropped: number
  scheduled: readonly ScheduledView[]
  /** Files that are stored for drafts. */
  stored: readonly DraftFile[]
}>

/** A whole ULID-like ID out of a number. */
export function fakeId(n: number): NotificationId {
  return `01J${String(n).padStart(23, '0')}` as NotificationId
}

/** A hub that is only pretended, with verbs to make things happen in it. */
export class FakeBellhop {
  items: FeedItem[]
  devices: DeviceView[]
  requests: RequestView[]
  blocked: BlockedView[]
  status: HubStatus
  settings: Settings
  locale: 'en' | 'zh-CN'
  pairing: PairingView
  /** What the connection doctor finds. */
  findings: readonly Finding[] = []
  /** Newest first. */
  audit: readonly AuditEntry[]
  /** What `pair` shows. */
  offer: PairingView = sampleOffer()
  /** Every command that was given, in order. */
  readonly calls: { name: CommandName; input: unknown }[] = []
  /** Commands that answer with a failure. */
  readonly failing = new Set<CommandName>()
  /** Milliseconds before any answer. */
  delayMs = 0
  /** What may still be taken back. */
  readonly waiting = new Map<string, CommandInput<'later'>['what']>()
  scheduled: ScheduledView[]
  /** What the person picks when they are asked for files. */
  picks: readonly Picked[] = []
  /** What is stored for drafts, by its ID. */
  readonly stored = new Map<AttachmentId, DraftFile>()
  readonly deliveries = new Map<NotificationId, Delivery[]>()
  readonly #listeners = new Map<EventName, Set<Listener>>()
  readonly #wanted: Pick<Snapshot, 'show' | 'go'>
  readonly #guestsDropped: number
  #seq: number

  constructor(world: FakeWorld = {}) {
    this.items = [...(world.items ?? [])].toSorted((one, other) => other.seq - one.seq)
    this.devices = [...(world.devices ?? [])]
    this.requests = [...(world.requests ?? [])]
    this.blocked = [...(world.blocked ?? [])]
    this.status = { ...SAMPLE_STATUS, ...world.status }
    this.settings = { ...DEFAULT_SETTINGS, ...world.settings }
    this.locale = world.locale ?? 'en'
    this.audit = world.audit ?? []
    this.pairing = world.pairing ?? { state: 'closed', why: null }
    this.#wanted = { show: world.show ?? null, go: world.go ?? null }
    this.scheduled = [...(world.scheduled ?? [])]
    for (const file of world.stored ?? []) this.stored.set(file.id, file)
    this.#guestsDropped = world.guestsDropped ?? 0
    this.#seq = this.items[0]?.seq ?? 0
  }

  /** What the window gets as `window.bellhop`. */
  readonly api: BellhopApi = {
    open: () => this.answer('open', undefined, () => this.#snapshot()),
    feed: (query) => this.answer('feed', query, () => this.#page(query)),
    notification: (input) => this.answer('notification', input, () => this.#detail(input.id)),
    markRead: (input) => this.answer('markRead', input, () => this.#mark(input.ids, input.isRead)),
    markAllRead: () =>
      this.answer('markAllRead', undefined, () =>
        this.#mark(
          this.items.map(({ id }) => id),
          true,
        ),
      ),
    eraseAll: () =>
      this.answer('eraseAll', undefined, () => {
        const ids = this.items.map(({ id }) => id)
        this.items = []
        this.emit('removed', ids)
        return null
      }),
    act: (input) => this.answer('act', input, () => true),
    forward: (input) => this.answer('forward', input, () => this.#forward(input.ids, input.to)),
    decide: (input) => this.answer('decide', input, () => this.#decide(input.key, input.decision)),
    unblock: (input) =>
      this.answer('unblock', input, () => {
        this.blocked = this.blocked.filter(({ key }) => key !== input.key)
        return this.#tellRequests()
      }),
    forget: (input) =>
      this.answer('forget', input, () => {
        this.devices = this.devices.filter(({ id }) => id !== input.device)
        return this.#tellDevices()
      }),
    setSettings: (input) => this.answer('setSettings', input, () => this.#set(input)),
    resetSettings: () => this.answer('resetSettings', undefined, () => this.#reset()),
    startFresh: () => this.answer('startFresh', undefined, () => this.status),
    forgetSalvaged: () => this.answer('forgetSalvaged', undefined, () => this.#knowSalvaged()),
    openLink: (input) => this.answer('openLink', input, () => true),
    openBodyLink: (input) => this.answer('openBodyLink', input, () => true),
    copy: (input) => this.answer('copy', input, () => null),
    ...filesApi(this),
    ...ownerApi(this),
    ...laterApi(this),
    on: (name, listener) => {
      const all = this.#listeners.get(name) ?? new Set<Listener>()
      this.#listeners.set(name, all.add(listener))
      return () => all.delete(listener)
    },
  }

  /** Tells the window something. */
  emit<Name extends EventName>(name: Name, value: WindowEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      ;(listener as (value: WindowEvents[Name]) => void)(value)
    }
  }

  /** A notification that arrives now. */
  arrive(...fresh: (Partial<FeedItem> & { title?: string })[]): FeedItem[] {
    const items = fresh.map((one) => this.#made(one))
    this.items = [...items.toReversed(), ...this.items]
    this.emit('arrived', items)
    this.tellCounts()
    return items
  }

  /** The time to take things back is over. */
  carryOut(problem: string | null = null): void {
    carryOutAll(this, problem)
  }

  /** Commands of one name, as given. */
  inputsOf(name: CommandName): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input)
  }

  #made(part: Partial<FeedItem>): FeedItem {
    const seq = ++this.#seq
    return {
      id: fakeId(seq),
      seq,
      time: new Date().toISOString(),
      from: { id: 'nas' as DeviceId, name: 'NAS' },
      to: ['hub'],
      format: 'text',
      priority: 3,
      lane: 'token',
      isForHub: true,
      isRead: false,
      receivers: 0,
      ...part,
    }
  }

  /** How every command answers. */
  async answer<Value>(name: CommandName, input: unknown, act: () => Value): Promise<Answer<Value>> {
    this.calls.push({ name, input })
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs))
    if (this.failing.has(name)) return { ok: false, code: 'internal', message: 'pretended' }
    return { ok: true, value: act() }
  }

  #snapshot(): Snapshot {
    return {
      status: this.status,
      settings: this.settings,
      locale: this.locale,
      platform: 'linux',
      feed: this.#page({ place: 'inbox', limit: 60 }),
      counts: this.#counts(),
      devices: this.devices,
      requests: this.requests,
      blocked: this.blocked,
      pairing: this.pairing,
      ...this.#wanted,
    }
  }

  #counts(): Snapshot['counts'] {
    return {
      unread: this.items.filter((item) => item.isForHub && !item.isRead).length,
      total: this.items.length,
      bytes: 12_345_678,
      scheduled: this.scheduled.length,
      seq: this.#seq,
      guestsDropped: this.#guestsDropped,
    }
  }

  #knowSalvaged(): null {
    this.emit('status', { ...this.status, salvaged: null })
    return null
  }

  #page(query: CommandInput<'feed'>): FeedPage {
    const found: FeedItem[] = []
    for (const item of this.items) {
      if (fits(item, query)) found.push(item)
      if (found.length > query.limit) break
    }
    return { items: found.slice(0, query.limit), hasMore: found.length > query.limit }
  }

  #detail(id: NotificationId): Detail | null {
    const item = this.items.find((one) => one.id === id)
    return item === undefined ? null : { item, deliveries: this.deliveries.get(id) ?? [] }
  }

  #mark(ids: readonly NotificationId[], isRead: boolean): null {
    this.items = this.items.map((item) => (ids.includes(item.id) ? { ...item, isRead } : item))
    this.emit(
      'changed',
      this.items.filter((item) => ids.includes(item.id)),
    )
    this.tellCounts()
    return null
  }

  #forward(ids: readonly NotificationId[], to: readonly string[]): ForwardResult[] {
    return ids.map((id) => {
      const original = this.items.find((item) => item.id === id)
      const known = this.devices.filter((device) => to.includes(device.id))
      const [forward] = this.arrive({
        ...original,
        id: fakeId(this.#seq + 1),
        seq: this.#seq + 1,
        time: new Date().toISOString(),
        to: [...to],
        isForHub: false,
        isRead: true,
        forwarded: { by: 'hub' as DeviceId, id },
      })
      const made = forward?.id ?? id
      this.deliveries.set(
        made,
        known.map(({ id: one, name, online }) => ({
          device: { id: one, name },
          state: online ? 'delivered' : 'queued',
        })),
      )
      const unknown = to.filter((one) => !known.some((device) => device.id === one))
      return { id: made, count: known.length, unknown, full: [] }
    })
  }

  #decide(key: string, decision: 'allow' | 'once' | 'block'): null {
    const request = this.requests.find((one) => one.key === key)
    this.requests = this.requests.filter((one) => one.key !== key)
    if (request !== undefined && decision === 'block') {
      this.blocked = [...this.blocked, { key, label: request.name, since: request.since }]
    }
    return this.#tellRequests()
  }

  #set(change: CommandInput<'setSettings'>): Settings {
    this.settings = parseSettings({ ...this.settings, ...change }).settings
    if (change.language !== undefined) this.locale = change.language === 'zh-CN' ? 'zh-CN' : 'en'
    const { trust, routing, port } = this.settings
    const isMended = change.port !== undefined && this.status.failure?.port !== change.port
    this.status = { ...this.status, trust, routing, port }
    if (isMended) this.status = { ...this.status, state: 'listening', failure: null }
    this.emit('settings', { settings: this.settings, locale: this.locale })
    this.emit('status', this.status)
    return this.settings
  }

  #reset(): null {
    this.#set(DEFAULT_SETTINGS)
    return null
  }

  /** Tells how many there are. */
  tellCounts(): void {
    this.emit('counts', this.#counts())
  }
  #tellRequests(): null {
    this.emit('requests', { requests: this.requests, blocked: this.blocked })
    return null
  }
  /** Something of the hub is other now, and the window is told. */
  tell(change: Partial<HubStatus>): void {
    this.status = { ...this.status, ...change }
    this.emit('status', this.status)
  }

  /** Something of a device is other now, and the window is told. */
  change(id: DeviceId, change: Partial<DeviceView>): null {
    this.devices = this.devices.map((one) => (one.id === id ? { ...one, ...change } : one))
    return this.#tellDevices()
  }

  #tellDevices(): null {
    this.emit('devices', this.devices)
    return null
  }
}
