// The web client's one state: who this is, how it stands with the hub, what came, which view is open. Everything that
// the views do goes through here.

import { connect } from '../../client/client'
import type {
  Client,
  Device,
  Draft,
  Notification,
  Options,
  Status,
  Waiting,
} from '../../client/types'
import { m } from '../../shared/messages/messages.js'
import type { DeviceKind } from '../../shared/model'
import { Emoji } from '../lib/emoji.svelte'
import { Clock } from '../lib/state/clock.svelte'
import { Formats } from '../lib/state/formats.svelte'
import { Language } from '../lib/state/language.svelte'
import { Notices } from '../lib/state/notices.svelte'
import {
  abilitiesOf,
  askForNotices,
  keepOffline,
  showNotice,
  type Abilities,
  type Noticed,
  type Why,
} from './abilities'
import { Box } from './box.svelte'
import { Others } from './others.svelte'
import * as who from './profile'
import { listenToPage } from './tabs'

export type Route =
  | Readonly<{ at: 'list' | 'info' | 'wall' }>
  | Readonly<{ at: 'one'; id: string }>
  | Readonly<{ at: 'write'; to: readonly string[] }>

/** The hub's clock counts; the person may not know that this device's is wrong. */
const CLOCK_OFF_MS = 90_000

export class Phone {
  readonly language = new Language()
  readonly emoji = new Emoji()
  readonly box: Box
  readonly #others: Others
  readonly #notices = new Notices((_code, message) => message)
  readonly clock: Clock
  readonly formats: Formats
  readonly hubName: string
  readonly #page: Window
  #skewMs = 0
  #client: Client | null = null
  #profile = $state.raw<who.Profile>({ id: '', name: '', isKnown: false, key: null })
  #status = $state.raw<Status>({ state: 'connecting' })
  #route = $state.raw<Route>({ at: 'list' })
  #outbox = $state.raw<readonly Waiting[]>([])
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
    this.box = new Box(page.localStorage)
    this.#others = new Others(page.localStorage)
    this.clock = new Clock(() => Date.now() + this.#skewMs)
    this.formats = new Formats(this.language, this.clock)
  }

  get profile(): who.Profile {
    return this.#profile
  }
  get status(): Status {
    return this.#status
  }
  get route(): Route {
    return this.#route
  }
  get devices(): readonly Device[] {
    return this.#others.list
  }
  /** What was written and is not sent yet. */
  get waiting(): readonly Waiting[] {
    return this.#outbox.filter(({ type }) => type === 'notify')
  }
  /** One line about what just happened. */
  get said(): string {
    return this.#notices.current?.text ?? ''
  }
  get abilities(): Abilities {
    return this.#abilities
  }
  get isEncrypted(): boolean {
    return this.#page.location.protocol === 'https:'
  }
  get isThisComputer(): boolean {
    return /^(localhost|127\.[\d.]+|\[::1\])$/.test(this.#page.location.hostname)
  }
  /** The same page, encrypted. */
  openEncrypted(): void {
    this.#page.location.assign(`https://${this.#page.location.host}/`)
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
    const { location, history, localStorage, navigator } = this.#page
    const profile = who.readProfile(localStorage, navigator.userAgent)
    this.#keep(profile)
    const secret = this.#takeInvitation(location, history)
    this.#listen()
    if (profile.isKnown) this.#connect(null)
    else if (secret !== null) this.#connect(secret)
    void this.#learnAbilities()
  }

  /** What stands behind the `#`. The secret stays in no address bar and no history. */
  #takeInvitation(location: Location, history: History): string | null {
    const { secret, key, isWall } = who.readInvitation(location.hash)
    if (secret !== null || key !== null) history.replaceState(null, '', location.pathname)
    if (key !== null) this.#keep({ ...this.#profile, key })
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
    this.#client?.read(id).catch(() => undefined)
  }
  dismiss(id: string): void {
    this.box.remove(id)
    this.#client?.dismiss(id).catch(() => undefined)
  }

  /** Presses a button. */
  act(id: string, action: string): void {
    this.box.read(id)
    this.#client?.act(id, action).then(
      () => this.say(m.phone_acted()),
      () => this.say(m.phone_failed()),
    )
    if (this.#status.state !== 'ready') this.say(m.phone_goes_later({ hub: this.hubName }))
  }

  /** Writes back to who sent it: by the button for that, else as a message of its own. */
  reply(id: string, text: string): void {
    const item = this.box.one(id)
    if (!item || !this.#client) return
    const button = item.actions?.find(({ reply }) => reply === true)
    const became = this.box.answer(id, text, this.clock.now)
    const sent: Promise<unknown> = button
      ? this.#client.act(id, button.id, text)
      : this.#client.publish({ to: [item.from.id], body: text, re: id })
    sent.then(
      () => became('sent'),
      () => became('failed'),
    )
  }

  send(draft: Draft): void {
    this.#client?.publish(draft).then(
      () => this.say(m.phone_sent()),
      () => this.say(m.phone_failed()),
    )
    if (this.#status.state !== 'ready') this.say(m.phone_goes_later({ hub: this.hubName }))
  }

  /** A file of a notification, as an address of this page. */
  async fileUrl(path: string): Promise<string> {
    const response = await this.#client?.fetch(path)
    return response ? URL.createObjectURL(await response.blob()) : ''
  }

  /** Asks whoever sits at the hub. */
  ask(name: string): void {
    if (this.#status.state === 'stopped') this.#client?.forget()
    this.#keep({
      ...this.#profile,
      name: name.trim().slice(0, 64) || this.#profile.name,
      isKnown: true,
    })
    this.#connect(null)
  }
  /** By what the hub shows; true = it was right. */
  enter(code: string): void {
    this.#connect(code)
  }
  rename(name: string): void {
    const short = name.trim().slice(0, 64)
    if (short === '') return
    this.#keep({ ...this.#profile, name: short })
    this.#client?.rename(short)
  }
  /** Begins anew, as somebody who was never here. */
  forget(): void {
    this.#client?.forget()
    this.#client = null
    this.box.clear()
    this.#keep({ ...who.newProfile(this.#page.navigator.userAgent), name: this.#profile.name })
    this.#status = { state: 'connecting' }
    this.#route = { at: 'list' }
  }
  /** Its token is worth nothing any more: asks once more, under the same name. */
  askAgain(): void {
    this.ask(this.#profile.name)
  }
  resume(): void {
    this.#client?.resume()
  }

  async allowNotices(): Promise<void> {
    await askForNotices()
    await this.#learnAbilities()
  }

  #connect(pair: string | null): void {
    this.#client?.close()
    const { id, name } = this.#profile
    const kind = who.kindOf(this.#page.navigator.userAgent)
    const options: Options = { id, name, kind, ...(pair === null ? {} : { pair }) }
    const client = connect(options)
    this.#client = client
    this.#outbox = client.outbox
    client.on('status', (status) => this.#became(client, status))
    client.on('notification', (one) => this.#came(one))
    client.on('state', ({ id: about, state }) => {
      if (state === 'read' || state === 'acted') this.box.read(about)
      else this.box.remove(about)
    })
    client.on('ring', ({ id: about }) => this.#notice(this.box.one(about)))
    client.on('outbox', (outbox) => (this.#outbox = outbox))
    client.on('failed', () => this.say(m.phone_failed()))
    client.on('devices', (devices) => this.#others.learn(devices, id))
    client.on('presence', (device) => {
      const rest = this.devices.filter((one) => one.id !== device.id)
      this.#others.learn([...rest, device], id)
    })
  }

  #became(client: Client, status: Status): void {
    if (client !== this.#client) return
    this.#status = status
    // Somebody else has this ID, so this is not who it was: as somebody new it may try again.
    if (status.why === 'id_taken')
      this.#keep({ ...who.newProfile(this.#page.navigator.userAgent), name: this.#profile.name })
    if (status.state !== 'ready') return
    this.#keep({ ...this.#profile, isKnown: true })
    client.devices().catch(() => undefined)
    void this.#setClock(client)
    if (this.box.items.length === 0)
      client.history({ limit: 50, before: Number.MAX_SAFE_INTEGER }).then(
        (past) =>
          void this.box.add(
            past.filter(({ from }) => from.id !== this.#profile.id),
            true,
          ),
        () => undefined,
      )
  }

  #came(one: Notification): Promise<void> {
    this.clock.tick()
    this.#notice(one)
    return this.box.add([one])
  }

  #notice(one: Noticed | undefined): void {
    if (!one || one.priority < 3 || this.#page.document.visibilityState === 'visible') return
    void showNotice(one).catch(() => undefined)
  }

  #keep(profile: who.Profile): void {
    this.#profile = profile
    who.writeProfile(this.#page.localStorage, profile)
  }

  async #setClock(client: Client): Promise<void> {
    const answer = await client.fetch('/v1/health').catch(() => null)
    const skewMs = Date.parse(answer?.headers.get('date') ?? '') - Date.now()
    this.#skewMs = Math.abs(skewMs) > CLOCK_OFF_MS ? skewMs : 0
    this.clock.tick()
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
        const { state, why } = this.#status
        if (why === 'elsewhere' || state === 'away' || state === 'ready') this.#client?.resume()
      },
      onStored: () => this.box.reload(),
      onFree: () => {
        if (this.#status.why === 'elsewhere') this.#client?.resume()
      },
      onBack: () => (this.#route = { at: 'list' }),
      onAddress: () => {
        const secret = this.#takeInvitation(page.location, page.history)
        if (secret !== null && this.#status.state !== 'ready') this.#connect(secret)
      },
      isMine: () => this.#status.why !== 'elsewhere',
    })
    this.clock.start()
  }
}
