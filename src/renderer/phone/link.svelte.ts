// Who this browser is to the hub, and how it stands with it: profile, connection, outbox, the hub's clock. Knows nothing
// of what is said over it.

import { connect } from '../../client/client'
import type { Client, Options, Status, Waiting } from '../../client/types'
import * as who from './profile'

export type LinkEvents = Readonly<{
  /** There is a new connection to listen to. */
  onClient: (client: Client) => void
  /** This is a device of the hub, and may say and ask what it wants; or it is not any more. */
  onReady: (client: Client) => void
  onAway: () => void
}>

/** The hub's clock counts; the person may not know that this device's is wrong. */
const CLOCK_OFF_MS = 90_000

export class Link {
  readonly #page: Window
  readonly #events: LinkEvents
  #client: Client | null = null
  #profile = $state.raw<who.Profile>({ id: '', name: '', isKnown: false, key: null })
  #status = $state.raw<Status>({ state: 'connecting' })
  #outbox = $state.raw<readonly Waiting[]>([])
  #hasUnkept = $state(false)
  /** What waited before something was put to it or left it. */
  #before: readonly Waiting[] = []

  constructor(page: Window, events: LinkEvents) {
    this.#page = page
    this.#events = events
    this.#keep(who.readProfile(page.localStorage, page.navigator.userAgent))
  }

  /** Null as long as nobody has said who this is. */
  get client(): Client | null {
    return this.#client
  }
  get profile(): who.Profile {
    return this.#profile
  }
  get status(): Status {
    return this.#status
  }
  get isReady(): boolean {
    return this.#status.state === 'ready'
  }
  /** What was written and is not sent yet. */
  get waiting(): readonly Waiting[] {
    return this.#outbox.filter(({ type }) => type === 'notify')
  }
  /** The browser has no room for some of that: it lasts as long as this page. */
  get hasUnkept(): boolean {
    return this.#hasUnkept
  }
  /** What it is that waits, or has just been answered, under this name. */
  typeOf(ref: string): string | undefined {
    return [...this.#before, ...this.#outbox].find((one) => one.ref === ref)?.type
  }
  get isEncrypted(): boolean {
    return this.#page.location.protocol === 'https:'
  }
  get isThisComputer(): boolean {
    return /^(localhost|127\.[\d.]+|\[::1\])$/.test(this.#page.location.hostname)
  }

  /** The key that a QR code named. */
  learnKey(key: string): void {
    this.#keep({ ...this.#profile, key })
  }
  /** Goes on as who it was; `secret`: as who the QR code makes of it. */
  start(secret: string | null): void {
    if (this.#profile.isKnown) this.#connect(null)
    else if (secret !== null) this.#connect(secret)
  }
  /** Asks whoever sits at the hub. */
  ask(name: string): void {
    if (this.#status.state === 'stopped') this.#client?.forget()
    const short = name.trim().slice(0, 64) || this.#profile.name
    this.#keep({ ...this.#profile, name: short, isKnown: true })
    this.#connect(null)
  }
  /** By what the hub shows: digits or a secret. */
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
    this.#becomeNew()
    this.#status = { state: 'connecting' }
  }
  /** Its token is worth nothing any more: asks once more, under the same name. */
  askAgain(): void {
    this.ask(this.#profile.name)
  }
  resume(): void {
    this.#client?.resume()
  }
  /** The same page, encrypted. */
  openEncrypted(): void {
    this.#page.location.assign(`https://${this.#page.location.host}/`)
  }

  /** How far the hub's clock is ahead; 0 where that does not matter. */
  async skewMs(): Promise<number> {
    const answer = await this.#client?.fetch('/v1/health').catch(() => null)
    const skewMs = Date.parse(answer?.headers.get('date') ?? '') - Date.now()
    return Math.abs(skewMs) > CLOCK_OFF_MS ? skewMs : 0
  }

  #connect(pair: string | null): void {
    this.#client?.close()
    const { id, name } = this.#profile
    const kind = who.kindOf(this.#page.navigator.userAgent)
    const options: Options = { id, name, kind, ...(pair === null ? {} : { pair }) }
    const client = connect(options)
    this.#client = client
    this.#outbox = client.outbox
    this.#hasUnkept = false
    client.on('status', (status) => this.#became(client, status))
    client.on('outbox', (outbox) => {
      this.#before = this.#outbox
      this.#outbox = outbox
      this.#hasUnkept = client.unkept.length > 0
    })
    this.#events.onClient(client)
  }

  #became(client: Client, status: Status): void {
    if (client !== this.#client) return
    this.#status = status
    // Somebody else has this ID, so this is not who it was: as somebody new it may try again.
    if (status.why === 'id_taken') this.#becomeNew()
    if (status.state !== 'ready') return this.#events.onAway()
    this.#keep({ ...this.#profile, isKnown: true })
    this.#events.onReady(client)
  }

  #becomeNew(): void {
    const { name } = this.#profile
    this.#keep({ ...who.newProfile(this.#page.navigator.userAgent), name })
  }

  #keep(profile: who.Profile): void {
    this.#profile = profile
    who.writeProfile(this.#page.localStorage, profile)
  }
}
