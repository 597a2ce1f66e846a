// The window's one desk: what is open where, and the verbs that rail, feed, detail and keys share. Knows no
// component and no DOM but through what it asks to be focused.

import { isUntouched } from '../../shared/first-start'
import type { BellhopApi, Snapshot, WindowEvents } from '../../shared/ipc'
import type { DeviceId, NotificationId } from '../../shared/model'
import type { FeedItem } from '../../shared/views'
import { m } from '../../shared/messages/messages.js'
import { Clock } from '../lib/state/clock.svelte'
import { Feed, type FeedFilter } from '../lib/state/feed.svelte'
import { Formats } from '../lib/state/formats.svelte'
import { Forwarding, type Memory } from '../lib/state/forwarding.svelte'
import { HubView } from '../lib/state/hub.svelte'
import { Language } from '../lib/state/language.svelte'
import { Notices } from '../lib/state/notices.svelte'
import { Pairing } from '../lib/state/pairing.svelte'
import { Reader } from '../lib/state/reader.svelte'
import { Emoji } from '../lib/emoji.svelte'
import { senderName } from '../lib/sender'
import { applyTheme } from '../lib/theme'
import { Layout } from './layout.svelte'
import type { Route } from './route'

/** What a person reads while walking through the list by keys counts as read after this. */
const DWELL_MS = 600
const ANNOUNCE_MS = 3_000

/** Something that is to take the focus once it is there. */
export type FocusWish = 'row' | 'detail' | 'forward' | 'search' | null

function failureText(code: string, message: string): string {
  if (code === 'unknown_id') return m.error_unknown_id()
  if (code === 'storage_full') return m.error_storage_full()
  return message === '' ? m.error_plain() : m.error_with_reason({ reason: message })
}

/** Everything behind the window, built around one api. */
export class Desk {
  readonly api: BellhopApi
  readonly language = new Language()
  readonly clock = new Clock()
  readonly formats = new Formats(this.language, this.clock)
  readonly emoji = new Emoji()
  readonly layout = new Layout()
  readonly notices = new Notices(failureText)
  readonly hub: HubView
  readonly feed: Feed
  readonly reader: Reader
  readonly forwarding: Forwarding
  readonly pairing: Pairing

  #isOpen = $state(false)
  #route = $state.raw<Route>({ at: 'inbox' })
  #isFirstRun = $state(false)
  #lastArrival = $state.raw<FeedItem | null>(null)
  #announcement = $state('')
  #focusWish = $state<FocusWish>(null)
  #areKeysShown = $state(false)
  #dwell: ReturnType<typeof setTimeout> | undefined
  #isAnnouncing = false
  #unsaid: FeedItem[] = []
  /** Who was known when Connect was opened: a message of anybody else is the one that is waited for. */
  #knownAtConnect: readonly DeviceId[] = []

  constructor(api: BellhopApi, memory: Memory) {
    this.api = api
    this.hub = new HubView(api, this.notices)
    this.feed = new Feed(api, this.notices)
    this.reader = new Reader(api, this.notices)
    this.forwarding = new Forwarding(api, this.notices, this.hub, memory)
    this.pairing = new Pairing(api, this.notices)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  get route(): Route {
    return this.#route
  }
  /** Nothing was ever received and nobody is known: the whole window says how to begin. */
  get isFirstRun(): boolean {
    return this.#isFirstRun
  }
  /** The newest that came while Connect was open. */
  get lastArrival(): FeedItem | null {
    return this.#lastArrival
  }
  /** What a screen reader is told, politely. */
  get announcement(): string {
    return this.#announcement
  }
  get focusWish(): FocusWish {
    return this.#focusWish
  }
  get areKeysShown(): boolean {
    return this.#areKeysShown
  }
  set areKeysShown(are: boolean) {
    this.#areKeysShown = are
  }
  /** The device that the window is about, if it is about one. */
  get device(): DeviceId | null {
    return this.#route.at === 'device' ? this.#route.device : null
  }

  /** Listens, asks for the first look, and keeps up from then on. Answers how to stop. */
  async start(): Promise<() => void> {
    const stops = [this.clock.start(), ...this.#listen()]
    const snapshot = await this.notices.ask(this.api.open())
    if (snapshot !== undefined) this.#open(snapshot)
    void this.emoji.load()
    return () => {
      for (const stop of stops) stop()
    }
  }

  #listen(): (() => void)[] {
    const on = <Name extends keyof WindowEvents>(
      name: Name,
      listener: (value: WindowEvents[Name]) => void,
    ): (() => void) => this.api.on(name, listener)
    return [
      on('arrived', (items) => this.#arrived(items)),
      on('changed', (items) => this.#changed(items)),
      on('removed', (ids) => {
        this.feed.removed(ids)
        this.reader.removed(ids)
      }),
      on('counts', (counts) => this.hub.learnCounts(counts)),
      on('status', (status) => this.hub.learnStatus(status)),
      on('pairing', (pairing) => this.pairing.learn(pairing)),
      on('show', (id) => void this.showById(id)),
      on('go', (screen) => this.go(screen)),
      on('devices', (devices) => {
        this.hub.learnDevices(devices)
        void this.reader.refresh()
        void this.forwarding.refresh()
      }),
      on('requests', ({ requests, blocked }) => {
        this.hub.learnRequests(requests, blocked)
        if (this.#isFirstRun && requests.length > 0) this.go({ at: 'requests' })
        if (this.#route.at === 'requests' && requests.length + blocked.length === 0) this.goHome()
      }),
      on('settings', ({ settings, locale }) => {
        this.hub.learnSettings(settings)
        this.language.use(locale)
        applyTheme(settings.theme)
      }),
    ]
  }

  #open(snapshot: Snapshot): void {
    this.language.use(snapshot.locale)
    applyTheme(snapshot.settings.theme)
    this.hub.open(snapshot)
    this.pairing.learn(snapshot.pairing)
    this.feed.open(snapshot.feed)
    this.#isOpen = true
    const isNew = snapshot.counts.seq === 0 && this.hub.devices.length === 0
    if (isNew && snapshot.requests.length > 0) this.go({ at: 'requests' })
    else if (isUntouched({ ...snapshot, devices: this.hub.devices })) {
      this.go({ at: 'connect' })
      this.#isFirstRun = true
    }
    if (snapshot.go !== null) this.go(snapshot.go)
    if (snapshot.show !== null) void this.showById(snapshot.show)
  }

  /** Goes somewhere; the feed follows. */
  go(route: Route): void {
    const before = this.#route
    this.#route = route
    this.#isFirstRun = false
    this.layout.closeRail()
    this.layout.closeDetail()
    if (route.at === 'connect') this.#openConnect()
    if (route.at !== 'inbox' && route.at !== 'everything' && route.at !== 'device') return
    const isSame = before.at === route.at && this.device === this.feed.filter.device
    const isPlaceKept = this.feed.filter.place === (route.at === 'inbox' ? 'inbox' : 'everything')
    if (!isSame || !isPlaceKept) this.reader.close()
    void this.filter({
      place: route.at === 'inbox' ? 'inbox' : 'everything',
      device: route.at === 'device' ? route.device : null,
      search: '',
      isUnreadOnly: false,
    })
  }

  goHome(): void {
    this.go({ at: 'inbox' })
  }

  /** Narrows or widens the list. */
  async filter(change: Partial<FeedFilter>): Promise<void> {
    await this.feed.show(change)
  }

  /** Opens a notification: with a click or Enter it is read at once, while walking by after a moment. */
  open(item: FeedItem, how: 'now' | 'walking' = 'now'): void {
    if (item.id !== this.reader.id) this.forwarding.reset()
    this.reader.open(item)
    if (how === 'now') this.layout.openDetail()
    clearTimeout(this.#dwell)
    if (item.isRead) return
    if (how === 'now') this.mark(item, true)
    else if (this.layout.form === 'three') {
      this.#dwell = setTimeout(() => this.mark(item, true), DWELL_MS)
    }
  }

  /** Opens a notification by its ID: a toast or the tray asked. */
  async showById(id: NotificationId): Promise<void> {
    const known = this.feed.find(id)
    if (known !== undefined) {
      if (!this.#isAtFeed()) this.#route = { at: 'inbox' }
      this.#isFirstRun = false
      this.open(known)
      return
    }
    this.forwarding.reset()
    if (!(await this.reader.openById(id))) return
    const item = this.reader.item
    if (item === null) return
    this.#isFirstRun = false
    this.#route = { at: item.isForHub ? 'inbox' : 'everything' }
    const place = item.isForHub ? 'inbox' : 'everything'
    void this.filter({ place, device: null, search: '', isUnreadOnly: false })
    this.open(item)
  }

  /** Moves to the next or the previous row. */
  step(by: 1 | -1): void {
    const { items } = this.feed
    const at = this.feed.indexOf(this.reader.id)
    const next = items[at === -1 ? 0 : at + by]
    if (next === undefined) return
    this.open(next, this.layout.isDetailOpen ? 'now' : 'walking')
    if (!this.layout.isDetailOpen || this.layout.form === 'three') this.#focusWish = 'row'
    if (at + by > items.length - 10) void this.feed.more()
  }

  /** Moves to one end of what is loaded. */
  stepToEnd(end: 'first' | 'last'): void {
    const item = this.feed.items.at(end === 'first' ? 0 : -1)
    if (item === undefined) return
    this.open(item, 'walking')
    this.#focusWish = 'row'
  }

  mark(item: FeedItem, isRead: boolean): void {
    clearTimeout(this.#dwell)
    if (item.id === this.reader.id) this.reader.mark(isRead)
    void this.feed.mark([item.id], isRead)
  }

  /** Opens the detail with the choice of receivers at hand. */
  startForward(item: FeedItem): void {
    this.open(item)
    this.#focusWish = 'forward'
  }

  /** One step back: out of what lies on top. True: there was something. */
  back(): boolean {
    if (this.layout.isRailOpen) this.layout.closeRail()
    else if (this.layout.isDetailOpen) {
      this.layout.closeDetail()
      this.#focusWish = 'row'
    } else if (this.#route.at === 'connect' || this.#route.at === 'settings') this.goHome()
    else return false
    return true
  }

  wishFocus(wish: FocusWish): void {
    this.#focusWish = wish
  }
  /** The wish was seen to. */
  focused(): void {
    this.#focusWish = null
  }

  async copy(text: string): Promise<void> {
    const answer = await this.notices.ask(this.api.copy({ text }))
    if (answer !== undefined) this.notices.say(m.common_copied())
  }

  /** Tells what became of a device that is to go. */
  async dismissDevice(device: DeviceId, how: 'block' | 'forget'): Promise<void> {
    const isDone = await (how === 'block' ? this.hub.block(device) : this.hub.forget(device))
    if (isDone && this.device === device && how === 'forget') this.goHome()
  }

  #isAtFeed(): boolean {
    const { at } = this.#route
    return at === 'inbox' || at === 'everything' || at === 'device'
  }

  #openConnect(): void {
    this.#lastArrival = null
    this.#knownAtConnect = this.hub.devices.map((device) => device.id)
  }

  #arrived(items: readonly FeedItem[]): void {
    this.feed.arrived(items)
    if (!this.#isOpen) return
    this.#announce(items)
    if (this.#route.at === 'connect') this.#arrivedAtConnect(items)
  }

  #arrivedAtConnect(items: readonly FeedItem[]): void {
    const awaited = items.find(
      (item) => this.#isFirstRun || !this.#knownAtConnect.includes(item.from.id),
    )
    this.#lastArrival = items.at(-1) ?? null
    if (awaited === undefined) return
    this.go({ at: awaited.isForHub ? 'inbox' : 'everything' })
    this.open(awaited)
  }

  #changed(items: readonly FeedItem[]): void {
    this.feed.changed(items)
    this.reader.changed(items)
    void this.forwarding.refresh()
  }

  #announce(items: readonly FeedItem[]): void {
    this.#unsaid.push(...items.filter((item) => item.isForHub))
    if (this.#unsaid.length === 0) return
    if (this.#isAnnouncing) return
    this.#isAnnouncing = true
    setTimeout(() => {
      this.#isAnnouncing = false
      const said = this.#unsaid
      this.#unsaid = []
      this.#announcement = this.#announcementOf(said)
    }, ANNOUNCE_MS)
  }

  #announcementOf(items: readonly FeedItem[]): string {
    const [only] = items
    if (items.length > 1 || only === undefined) return m.feed_announce({ count: items.length })
    if (only.lane === 'guest') return m.feed_announce_guest()
    return m.feed_announce_one({ name: senderName(only), title: only.title ?? only.body ?? '' })
  }
}
