// The window's one desk: what is open where, and what rail, feed, detail and keys share. Knows no component and no DOM
// but through what it asks to be focused.

import { isUntouched } from '../../shared/first-start'
import type { BellhopApi, Snapshot } from '../../shared/ipc'
import { COPIED } from '../../shared/ipc-fields'
import type { DeviceId, NotificationId } from '../../shared/model'
import { endOfPause, pausedUntilMs, type Pause } from '../../shared/pause'
import { quietUntilMs } from '../../shared/quiet'
import type { FeedItem } from '../../shared/views'
import { m } from '../../shared/messages/messages.js'
import { Addressees } from '../lib/state/addressees.svelte'
import { Audit } from '../lib/state/audit.svelte'
import { Clock } from '../lib/state/clock.svelte'
import { Composing } from '../lib/state/composing.svelte'
import { Feed } from '../lib/state/feed.svelte'
import type { FeedFilter } from '../lib/state/feed-filter'
import { Folds } from '../lib/state/folds.svelte'
import { Formats } from '../lib/state/formats.svelte'
import { Forwarding, type Memory } from '../lib/state/forwarding.svelte'
import { HubView } from '../lib/state/hub.svelte'
import { Language } from '../lib/state/language.svelte'
import { Notices } from '../lib/state/notices.svelte'
import { Pairing } from '../lib/state/pairing.svelte'
import { Reader } from '../lib/state/reader.svelte'
import { Scheduled } from '../lib/state/scheduled.svelte'
import { Selection } from '../lib/state/selection.svelte'
import { Ticking } from '../lib/state/ticking.svelte'
import { Undoing } from '../lib/state/undoing.svelte'
import { Storage } from '../lib/state/storage.svelte'
import { Emoji } from '../lib/emoji.svelte'
import { Icons } from '../lib/icons.svelte'
import { applyTheme } from '../lib/theme'
import { Announcer } from './announcer.svelte'
import { Columns } from './columns.svelte'
import { failureText } from './failure-text'
import { Layout } from './layout.svelte'
import { listenFor } from './listen'
import { Meeting } from './meeting.svelte'
import { filterOf, isFeedRoute, isSame, type FeedRoute, type Route } from './route'
import { ListPlaces } from './list-places'
import { Steps } from './steps'
import { Verbs } from './verbs'

/** Something that is to take the focus once it is there. */
export type FocusWish = 'row' | 'detail' | 'forward' | 'reply' | 'search' | null

/** A menu over some rows, and where it was asked for. */
export type RowMenu = Readonly<{ items: readonly FeedItem[]; x: number; y: number }>

/** Everything behind the window, built around one api. */
export class Desk {
  readonly api: BellhopApi
  readonly language = new Language()
  readonly clock = new Clock()
  readonly formats = new Formats(this.language, this.clock)
  readonly emoji = new Emoji()
  readonly icons = new Icons()
  readonly layout = new Layout()
  readonly notices = new Notices(failureText)
  readonly hub: HubView
  readonly columns: Columns
  readonly feed: Feed
  readonly folds: Folds
  readonly reader: Reader
  readonly addressees: Addressees
  readonly forwarding: Forwarding
  readonly pairing: Pairing
  readonly undoing: Undoing
  readonly composing: Composing
  readonly scheduled: Scheduled
  readonly selection = new Selection()
  readonly announcer = new Announcer()
  readonly verbs = new Verbs(this)
  readonly steps = new Steps(this)
  readonly meeting = new Meeting()
  readonly ticking: Ticking
  /** The sheet for forwarding what is selected. */
  isForwardingMany = $state(false)
  /** The field that finds every action by its name. */
  isPaletteShown = $state(false)
  areKeysShown = $state(false)
  /** The name of the setting that was asked for, until it is shown. */
  sought = $state<string | null>(null)
  /** The menu of a row, while it is shown. */
  rowMenu = $state.raw<RowMenu | null>(null)
  readonly places: ListPlaces
  readonly audit: Audit
  readonly storage: Storage

  #isOpen = $state(false)
  #route = $state.raw<Route>({ at: 'inbox' })
  /** Whose list the feed has. */
  #listed: FeedRoute = { at: 'inbox' }
  #focusWish = $state<FocusWish>(null)

  constructor(api: BellhopApi, memory: Memory) {
    this.api = api
    this.hub = new HubView(api, this.notices)
    this.columns = new Columns(this.hub)
    this.feed = new Feed(api, this.notices)
    this.folds = new Folds(this.feed, (ms) => this.formats.dayKey(ms))
    this.reader = new Reader(api, this.notices)
    this.places = new ListPlaces(this)
    this.addressees = new Addressees(this.hub)
    this.forwarding = new Forwarding(api, this.notices, this.addressees, memory)
    this.scheduled = new Scheduled(api, this.notices)
    this.undoing = new Undoing(api, this.notices, () => m.common_undo())
    this.composing = new Composing({
      api,
      undoing: this.undoing,
      memory,
      words: {
        sent: () => m.compose_sent(),
        discarded: () => m.compose_discarded(),
        scheduled: (ms) => m.compose_scheduled({ time: this.formats.dayAndClock(ms) }),
      },
    })
    this.pairing = new Pairing(api, this.notices)
    this.ticking = new Ticking(api)
    this.audit = new Audit(api, this.notices)
    this.storage = new Storage(api, this.notices, this.formats)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  get route(): Route {
    return this.#route
  }
  get focusWish(): FocusWish {
    return this.#focusWish
  }
  /** Until when only urgent ones ring; Infinity = until resumed, null = all do. */
  get pausedUntilMs(): number | null {
    return pausedUntilMs(this.hub.settings.pausedUntil, this.clock.now)
  }
  /** When the quiet hours of now end; null = it is none. */
  get quietUntilMs(): number | null {
    return quietUntilMs(this.hub.settings, this.clock.now)
  }
  /** The rows that are loaded, in their order. */
  get ids(): readonly NotificationId[] {
    return this.feed.items.map(({ id }) => id)
  }
  /** The device that the window is about, if it is about one. */
  get device(): DeviceId | null {
    return this.#route.at === 'device' ? this.#route.device : null
  }

  /** Listens, asks for the first look, and keeps up from then on. Answers how to stop. */
  async start(): Promise<() => void> {
    const stops = [this.clock.start(), ...listenFor(this)]
    const snapshot = await this.notices.ask(this.api.open())
    if (snapshot !== undefined) this.#open(snapshot)
    void this.emoji.load()
    void this.icons.load()
    void this.composing.keepFiles()
    return () => {
      for (const stop of stops) stop()
    }
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
      this.meeting.beginFirst()
    }
    if (snapshot.go !== null) this.go(snapshot.go)
    if (snapshot.show !== null) void this.showById(snapshot.show)
  }

  /** Goes somewhere; the feed follows. */
  go(route: Route): void {
    const before = this.#route
    const isListed = isFeedRoute(route) && isSame(route, this.#listed)
    this.places.keep(!isFeedRoute(route))
    this.#route = route
    this.meeting.end()
    this.layout.closeRail()
    this.layout.closeDetail()
    this.selection.clear()
    this.rowMenu = null
    if (route.at !== 'settings') this.sought = null
    if (route.at === 'connect') this.meeting.begin(this.hub.devices.map(({ id }) => id))
    if (route.at === 'scheduled') void this.scheduled.load()
    // Back from elsewhere the list is as it was left.
    if (!isFeedRoute(route) || (isListed && !isFeedRoute(before))) return
    const filter = filterOf(route)
    if (isListed) this.places.forget(filter)
    else this.reader.close()
    this.#listed = route
    void this.places.showAgain(filter)
  }

  goHome(): void {
    this.go({ at: 'inbox' })
  }

  /** Narrows or widens the list. */
  async filter(change: Partial<FeedFilter>): Promise<void> {
    this.places.keep()
    await this.places.show({ ...this.feed.filter, ...change })
  }

  /** Opens a notification: with a click or Enter it is read at once, while walking by after a moment. */
  open(item: FeedItem, how: 'now' | 'walking' = 'now'): void {
    if (item.id !== this.reader.id) this.forwarding.reset()
    this.reader.open(item)
    this.folds.look(item.id)
    if (this.selection.isEmpty) this.selection.anchorAt(item.id)
    if (how === 'now') this.layout.openDetail()
    this.steps.stopLingering()
    if (item.isRead) return
    if (how === 'now') this.verbs.markAll([item], true)
    else if (this.layout.form === 'three') this.steps.linger(item)
  }

  /** Opens one that was asked for alone: nothing else is selected any more. */
  openAlone(item: FeedItem): void {
    this.selection.clear()
    this.open(item)
  }

  /** Opens a notification by its ID: a toast or the tray asked. */
  async showById(id: NotificationId): Promise<void> {
    const known = this.feed.find(id)
    if (known !== undefined) {
      if (!isFeedRoute(this.#route)) this.#route = this.#listed
      this.meeting.end()
      this.openAlone(known)
      return
    }
    this.forwarding.reset()
    if (!(await this.reader.openById(id))) return
    const item = this.reader.item
    if (item === null) return
    this.meeting.end()
    this.#route = this.#listed = { at: item.isForHub ? 'inbox' : 'everything' }
    this.places.keep()
    const filter = filterOf(this.#listed)
    this.places.forget(filter)
    void this.places.show(filter)
    this.open(item)
  }

  /** Opens what stands folded under this one, or folds it again: what is read there leaves the row to the newest. */
  fold(head: FeedItem, isOpen: boolean): void {
    if (isOpen) return this.folds.open(head.id)
    const { id } = this.reader
    const isInside = id !== null && this.folds.headOf(id) === head.id
    this.folds.close(head.id)
    if (isInside) this.open(head, 'walking')
  }

  /** One step back: out of what lies on top. True: there was something. */
  back(): boolean {
    if (this.layout.isRailOpen) this.layout.closeRail()
    else if (!this.selection.isEmpty) this.verbs.unselect()
    else if (this.layout.isDetailOpen) {
      this.layout.closeDetail()
      this.#focusWish = 'row'
    } else if (this.#route.at === 'connect' || this.#route.at === 'settings') this.go(this.#listed)
    else return false
    return true
  }

  /** Takes a row into the selection, or out of it; with it goes what stands folded under it. */
  select(id: NotificationId): void {
    this.selection.toggle(this.folds.membersOf(id))
  }

  /** Selects the rows up to this one, with what stands folded under them. */
  selectTo(id: NotificationId): void {
    const rows = this.folds.items.map((item) => item.id)
    this.selection.extendTo(id, rows, (row) => this.folds.membersOf(row))
  }

  /** What has left the list is not selected any more. */
  narrowSelection(): void {
    this.selection.narrow((id) => this.feed.find(id) !== undefined)
  }

  wishFocus(wish: FocusWish): void {
    this.#focusWish = wish
  }
  /** The wish was seen to. */
  focused(): void {
    this.#focusWish = null
  }

  /** Pauses toasts; null lets them ring again. */
  async pause(pause: Pause | null): Promise<void> {
    await this.hub.set('pausedUntil', pause === null ? null : endOfPause(pause, Date.now()))
    this.clock.tick()
  }

  async copy(text: string): Promise<void> {
    if (text.length > COPIED) {
      this.notices.say(m.copy_too_much(), true)
      return
    }
    const answer = await this.notices.ask(this.api.copy({ text }))
    if (answer !== undefined) this.notices.say(m.common_copied())
  }

  /** Tells what became of a device that is to go. */
  async dismissDevice(device: DeviceId, how: 'block' | 'forget'): Promise<void> {
    const isDone = await (how === 'block' ? this.hub.block(device) : this.hub.forget(device))
    if (isDone && this.device === device && how === 'forget') this.goHome()
  }

  /** New ones, oldest first. */
  arrived(items: readonly FeedItem[]): void {
    this.feed.arrived(items)
    this.narrowSelection()
    if (!this.#isOpen) return
    this.announcer.arrived(items)
    if (this.#route.at === 'connect') this.#arrivedAtConnect(items)
  }

  #arrivedAtConnect(items: readonly FeedItem[]): void {
    const awaited = this.meeting.arrived(items)
    if (awaited === undefined) return
    this.go({ at: awaited.isForHub ? 'inbox' : 'everything' })
    this.open(awaited)
  }
}
