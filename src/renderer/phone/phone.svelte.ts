// The web client's one state: what came, and which view is open. Who this is to the hub is the link's; what is said from
// here is the writing's.

import type { Client, Device } from '../../client/types'
import { m } from '../../shared/messages/messages.js'
import type { DeviceKind } from '../../shared/model'
import { Emoji } from '../lib/emoji.svelte'
import type { Icons } from '../lib/icons.svelte'
import { Clock } from '../lib/state/clock.svelte'
import { Formats } from '../lib/state/formats.svelte'
import { Language } from '../lib/state/language.svelte'
import { Notices } from '../lib/state/notices.svelte'
import {
  abilitiesOf,
  askForNotices,
  keepOffline,
  showNotices,
  type Abilities,
  type Why,
} from './abilities'
import { Box, type Item } from './box.svelte'
import { Link } from './link.svelte'
import { Others } from './others.svelte'
import { readInvitation } from './profile'
import { Sendings } from './sendings.svelte'
import { Shelf } from './shelf'
import { listenToPage } from './tabs'
import { Writing } from './writing'

export type Route =
  | Readonly<{ at: 'list' | 'info' | 'wall' }>
  | Readonly<{ at: 'one'; id: string }>
  | Readonly<{ at: 'write'; to: readonly string[] }>

export class Phone {
  readonly language = new Language()
  readonly emoji = new Emoji()
  #icons = $state.raw<Icons | null>(null)
  #areIconsAsked = false
  readonly link: Link
  readonly box: Box
  /** Messages with files that the hub does not have yet. */
  readonly sendings = new Sendings(new Shelf())
  /** What is said from here. */
  readonly writing: Writing
  readonly #others: Others
  readonly #notices = new Notices((_code, message) => message)
  /** How far the list is shown, and where it was left. */
  readonly place = { shown: 30, top: 0 }
  readonly clock: Clock
  readonly formats: Formats
  readonly hubName: string
  readonly #page: Window
  #skewMs = 0
  #route = $state.raw<Route>({ at: 'list' })
  #offline = $state.raw<Why>('unknown')
  #abilities = $state.raw<Abilities>({ notify: 'ask', offline: 'ask', install: 'ask' })

  constructor(hubName: string, page: Window) {
    this.hubName = hubName
    this.#page = page
    this.language.use(
      page.navigator.languages.find((one) => /^(zh|en)/.test(one))?.startsWith('zh')
        ? 'zh-CN'
        : 'en',
    )
    this.link = new Link(page, {
      onClient: (client) => this.#listenTo(client),
      onReady: (client) => void this.#becameReady(client),
      onAway: () => this.sendings.shut(),
    })
    this.box = new Box(page.localStorage, (items) => this.#cameAtOnce(items))
    this.#others = new Others(page.localStorage)
    this.writing = new Writing({
      ...{ hubName, link: this.link, box: this.box, sendings: this.sendings },
      nowMs: () => Date.now() + this.#skewMs,
      say: (text) => this.say(text),
    })
    this.clock = new Clock(() => Date.now() + this.#skewMs)
    this.formats = new Formats(this.language, this.clock)
  }

  get route(): Route {
    return this.#route
  }
  get devices(): readonly Device[] {
    return this.#others.list
  }
  /** How many messages without files wait to be sent. */
  get waiting(): number {
    const others = this.sendings.list.map(({ ref }) => ref)
    return this.link.waiting.filter(({ ref }) => !others.includes(ref)).length
  }
  /** One line about what just happened. */
  get said(): string {
    return this.#notices.current?.text ?? ''
  }
  /** What notifications bring to stand for them; null = nothing has asked yet. */
  get icons(): Icons | null {
    return this.#icons
  }
  get abilities(): Abilities {
    return this.#abilities
  }

  kindOf(id: string): DeviceKind | undefined {
    return this.#others.kindOf(id)
  }
  nameOf(address: string): string {
    if (address === 'hub') return this.hubName
    if (address === '*') return m.phone_everybody()
    return this.#others.one(address)?.name ?? address
  }

  start(): void {
    const { location, history } = this.#page
    const secret = this.#takeInvitation(location, history)
    this.#listen()
    this.link.start(secret)
    void this.sendings.load()
    void this.#learnAbilities()
  }

  /** What stands behind the `#`. The secret stays in no address bar and no history. */
  #takeInvitation(location: Location, history: History): string | null {
    const { secret, key, isWall } = readInvitation(location.hash)
    if (secret !== null || key !== null) history.replaceState(null, '', location.pathname)
    if (key !== null) this.link.learnKey(key)
    if (isWall) this.#route = { at: 'wall' }
    return secret
  }

  go(route: Route): void {
    // The browser's own way back leads to the list.
    if (this.#route.at === 'list' && route.at !== 'list') this.#page.history.pushState(null, '')
    this.#route = route
    if (route.at !== 'one') return
    this.read(route.id)
    if (this.box.one(route.id)?.tags !== undefined) void this.emoji.load()
  }
  back(): void {
    this.#page.history.back()
  }

  say(text: string): void {
    this.#notices.say(text)
  }

  read(id: string): void {
    const item = this.box.one(id)
    if (!item || item.isRead) return
    this.box.read(id)
    this.link.client?.read(id).catch(() => undefined)
  }
  dismiss(id: string): void {
    this.box.remove(id)
    this.link.client?.dismiss(id).catch(() => undefined)
  }

  /** Begins anew, as somebody who was never here. */
  forget(): void {
    this.link.forget()
    this.box.clear()
    this.sendings.clear()
    this.#route = { at: 'list' }
  }

  /** A file of a notification, as an address of this page. */
  async fileUrl(path: string): Promise<string> {
    const response = await this.link.client?.fetch(path)
    return response ? URL.createObjectURL(await response.blob()) : ''
  }

  /** Not before one is there to be drawn: the first look needs none. */
  loadIcons(): void {
    if (this.#areIconsAsked) return
    this.#areIconsAsked = true
    import('./icons')
      .then(({ iconsOf }) => iconsOf((path) => this.fileUrl(path)))
      .then(
        (icons) => (this.#icons = icons),
        () => (this.#areIconsAsked = false),
      )
  }

  async allowNotices(): Promise<void> {
    await askForNotices()
    await this.#learnAbilities()
  }

  #listenTo(client: Client): void {
    this.writing.listenTo(client)
    client.on('notification', (one) => this.box.add([one]))
    client.on('reset', () => this.box.restart())
    client.on('state', ({ id: about, state }) => {
      if (state === 'read' || state === 'acted') this.box.read(about)
      else this.box.remove(about)
    })
    client.on('ring', ({ id: about }) => {
      const item = this.box.one(about)
      if (item) this.#notice([item])
    })
    client.on('devices', (devices) => this.#learn(devices))
    client.on('presence', (device) => {
      const rest = this.devices.filter((one) => one.id !== device.id)
      this.#learn([...rest, device])
    })
  }

  #learn(devices: readonly Device[]): void {
    this.#others.learn(devices, this.link.profile.id)
  }

  async #becameReady(client: Client): Promise<void> {
    client.devices().catch(() => undefined)
    void this.sendings.open(client)
    if (this.box.items.length === 0) void this.#recall(client)
    this.#skewMs = await this.link.skewMs()
    this.clock.tick()
  }

  /** A device that has nothing gets what the hub still knows of it. */
  async #recall(client: Client): Promise<void> {
    const query = { limit: 50, before: Number.MAX_SAFE_INTEGER }
    const past = await client.history(query).catch(() => [])
    const others = past.filter(({ from }) => from.id !== this.link.profile.id)
    await this.box.add(others, true)
  }

  #cameAtOnce(items: readonly Item[]): void {
    this.clock.tick()
    this.#notice(items.filter(({ isRead }) => !isRead))
  }

  #notice(items: readonly Item[]): void {
    const loud = items.filter(({ priority }) => priority >= 3)
    if (loud.length === 0 || this.#page.document.visibilityState === 'visible') return
    void showNotices(loud, (count) => m.phone_notices({ count })).catch(() => undefined)
  }

  async #learnAbilities(): Promise<void> {
    this.#offline = await keepOffline(this.#page)
    this.#abilities = abilitiesOf(this.#page, this.#offline)
  }

  #listen(): void {
    const page = this.#page
    listenToPage(page, {
      onLookedAt: () => {
        this.clock.tick()
        const { state, why } = this.link.status
        if (why === 'elsewhere' || state === 'away' || state === 'ready') this.link.resume()
      },
      onStored: () => this.box.reload(),
      onFree: () => {
        if (this.link.status.why === 'elsewhere') this.link.resume()
      },
      onLeft: () => this.box.flush(),
      onBack: () => (this.#route = { at: 'list' }),
      onAddress: () => {
        const secret = this.#takeInvitation(page.location, page.history)
        if (secret !== null && !this.link.isReady) this.link.enter(secret)
      },
      isMine: () => this.link.status.why !== 'elsewhere',
    })
    this.clock.start()
  }
}
