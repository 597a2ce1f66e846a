// The JavaScript client: one device at one hub. It runs in browsers and in Node, and imports nothing at run time.

import { Hearing, Listeners } from './hearing'
import { ask, historyPath, notificationsIn, upload } from './http'
import { Keeping, memory } from './keeping'
import { failure, newRef, Outbox } from './outbox'
import type {
  Accepted,
  Client,
  Device,
  Draft,
  Events,
  Failure,
  Notification,
  Options,
  Query,
  Status,
  Store,
  Stored,
  Upload,
  Waiting,
} from './types'
import { Wire, type Frame } from './wire'

export type * from './types'

/** As much as is used of what the page or Node may have. */
type World = Readonly<{
  WebSocket?: Options['WebSocket']
  localStorage?: Store
  location?: Readonly<{ origin: string }>
  addEventListener?: (name: 'online', listener: () => void) => void
}>

const CLOSE = { policy: 1008, elsewhere: 4001 }

class HubDevice implements Client {
  readonly #options: Options
  readonly #http: string
  readonly #keeping: Keeping
  readonly #outbox: Outbox
  readonly #wire: Wire
  readonly #listeners = new Listeners()
  readonly #hearing: Hearing
  #you: Client['you'] = null
  #hub: Client['hub'] = null
  #status: Status = { state: 'connecting' }
  #name: string | undefined
  #code: string | undefined
  #pairing: { resolve: () => void; reject: (error: Failure) => void } | null = null
  /** Of the last hello; what answers it tells who this is. */
  #helloRef = ''
  #isGreeted = false
  #lastError = ''
  #isWatching = false

  constructor(options: Options) {
    const world = globalThis as unknown as World
    const make = options.WebSocket ?? world.WebSocket
    if (!make) throw failure('no_websocket', 'Give a WebSocket class: here is none.')
    this.#options = options
    this.#http = originOf(options.url ?? world.location?.origin ?? '')
    this.#name = options.name
    this.#code = options.pair
    this.#keeping = new Keeping(options.storage ?? ownStore(world), `bellhop ${this.#http}`)
    this.#outbox = new Outbox(this.#keeping, (name, event) => this.#tell(name, event))
    this.#hearing = new Hearing(this.#keeping, this.#listeners, (frame) => this.#wire.send(frame))
    this.#wire = new Wire(`${this.#http.replace('http', 'ws')}/`, make, {
      onDial: () => this.#become({ state: 'connecting' }),
      onFrame: (frame) => this.#frame(frame),
      onGone: (code) => this.#gone(code),
    })
    world.addEventListener?.('online', () => {
      if (!this.#wire.isOff) this.#wire.wake()
    })
    this.#wire.wake()
  }

  get you(): Client['you'] {
    return this.#you
  }
  get hub(): Client['hub'] {
    return this.#hub
  }
  get status(): Status {
    return this.#status
  }
  get isPaired(): boolean {
    return this.#token !== null
  }
  get outbox(): readonly Waiting[] {
    return this.#keeping.outbox
  }
  get unkept(): readonly Waiting[] {
    return this.#keeping.unkept
  }
  get #token(): string | null {
    return this.#keeping.token ?? this.#options.token ?? null
  }

  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown) {
    return this.#listeners.on(name, listener)
  }

  publish(draft: Draft): Promise<Accepted> {
    return this.#outbox.put({ ...draft, type: 'notify' })
  }
  read(ids: string | readonly string[]): Promise<void> {
    return this.#outbox.put({ type: 'read', ...about(ids) })
  }
  dismiss(ids: string | readonly string[]): Promise<void> {
    return this.#outbox.put({ type: 'dismiss', ...about(ids) })
  }
  act(id: string, action: string, text?: string): Promise<void> {
    return this.#outbox.put({ type: 'act', id, action, ...(text === undefined ? {} : { text }) })
  }
  cancel(id: string): Promise<void> {
    return this.#outbox.put({ type: 'cancel', id })
  }
  subscribe(topics: readonly string[]): Promise<void> {
    return this.#topics('subscribe', topics)
  }
  unsubscribe(topics: readonly string[]): Promise<void> {
    return this.#topics('unsubscribe', topics)
  }

  async devices(): Promise<readonly Device[]> {
    this.#isWatching = true
    const answer = await this.#outbox.put<{ devices: Device[] }>({ type: 'devices' }, false)
    this.#tell('devices', answer.devices)
    return answer.devices
  }

  async history(query: Query = {}): Promise<readonly Notification[]> {
    return notificationsIn(await this.fetch(historyPath(query)))
  }

  attach(file: Blob, options: Upload = {}): Promise<Stored> {
    return upload(this.#http, this.#token, file, options)
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return ask(this.#http, this.#token, path, init)
  }

  pair(code: string): Promise<void> {
    this.#pairing?.reject(failure('closed', 'Another code was given.'))
    return new Promise((resolve, reject) => {
      this.#pairing = { resolve, reject }
      this.#code = code
      this.#wire.end()
      this.#lost()
      this.#wire.wake()
    })
  }

  rename(name: string): void {
    this.#name = name
    if (this.#isGreeted) this.#hello()
  }

  resume(): void {
    this.#wire.wake()
  }

  close(): void {
    this.#stop('closed')
    this.#outbox.end()
  }

  forget(): void {
    this.close()
    this.#keeping.forget()
    this.#tell('outbox', [])
  }

  async #topics(type: string, topics: readonly string[]): Promise<void> {
    await this.#outbox.put({ type, topics })
    const rest = (this.#you?.topics ?? []).filter((one) => !topics.includes(one))
    // Until the next welcome nobody else says what was joined.
    if (this.#you)
      this.#you = { ...this.#you, topics: type === 'subscribe' ? [...rest, ...topics] : rest }
  }

  #hello(): void {
    this.#helloRef = newRef()
    const { id, kind, announce = false } = this.#options
    const token = this.#code === undefined ? this.#token : null
    this.#wire.send({
      type: 'hello',
      ref: this.#helloRef,
      ...{ id, kind, name: this.#name, announce },
      ack: 'manual',
      ...(token === null ? {} : { token }),
      ...(this.#code === undefined ? {} : { pair: this.#code }),
      ...(this.#keeping.seq > 0 ? { since: this.#keeping.seq } : {}),
    })
  }

  #frame(frame: Frame): void {
    if (this.#outbox.answered(frame)) return
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame as never)
      case 'event':
        return void (this.#you && this.#hearing.hear(this.#you, frame as never))
      case 'error':
        return this.#error(frame as never)
      case 'state':
      case 'ring':
      case 'receipt':
      case 'action':
      case 'announce':
        return this.#tell(frame.type, frame as never)
      case 'presence':
        return this.#tell('presence', frame['device'] as Device)
    }
  }

  /** The first one comes unasked; the second tells what the hello made of this connection. */
  #welcome(frame: {
    you: NonNullable<Client['you']>
    hub: Client['hub']
    token?: string
    reset?: true
  }): void {
    this.#hub = frame.hub
    if (!this.#isGreeted) {
      this.#isGreeted = true
      return this.#hello()
    }
    this.#you = frame.you
    if (frame.token !== undefined) this.#paired(frame.token)
    if (frame.reset) {
      this.#keeping.restart()
      this.#tell('reset', undefined)
    }
    const { trust } = frame.you
    this.#become({ state: trust === 'trusted' ? 'ready' : (trust as 'pending' | 'guest') })
    if (trust !== 'trusted') return
    this.#outbox.open((command) => this.#wire.send(command))
    if (this.#isWatching) void this.devices().catch(() => undefined)
  }

  #paired(token: string): void {
    this.#keeping.token = token
    this.#code = undefined
    this.#pairing?.resolve()
    this.#pairing = null
    this.#tell('token', token)
  }

  #error(frame: Failure & { ref?: string }): void {
    this.#lastError = frame.code
    if (frame.ref === this.#helloRef) this.#refused(frame)
  }

  /** Under this ID, token or code the hub knows nobody: trying the same again would change nothing. */
  #refused({ code, message, retryAfter }: Failure): void {
    this.#code = undefined
    this.#pairing?.reject(failure(code, message, retryAfter === undefined ? {} : { retryAfter }))
    this.#pairing = null
    this.#stop(code, retryAfter)
  }

  #stop(why: string, retryAfter?: number): void {
    this.#wire.end()
    this.#lost()
    this.#become({ state: 'stopped', why, ...(retryAfter === undefined ? {} : { retryAfter }) })
  }

  #gone(code: number): boolean {
    this.#lost()
    if (code === CLOSE.elsewhere) this.#become({ state: 'stopped', why: 'elsewhere' })
    else if (code === CLOSE.policy)
      this.#become({ state: 'stopped', why: this.#lastError || 'refused' })
    else this.#become({ state: 'away' })
    return this.#status.state === 'away'
  }

  #lost(): void {
    this.#isGreeted = false
    this.#outbox.shut()
  }

  #become(status: Status): void {
    if (status.state === 'connecting') {
      this.#lastError = ''
      this.#keeping.reload()
    }
    this.#status = status
    this.#tell('status', status)
  }

  #tell<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    this.#listeners.tell(name, event)
  }
}

/** `http` or `https`, host and port. */
function originOf(url: string): string {
  return new URL(url.replace(/^ws/i, 'http')).origin
}

function about(ids: string | readonly string[]): object {
  return typeof ids === 'string' ? { id: ids } : { ids }
}

/** A page that may not store anything, in a sandbox, throws when it only looks. */
function ownStore(world: World): Store {
  try {
    return world.localStorage ?? memory()
  } catch {
    return memory()
  }
}

/** Connects as a device, and stays connected. */
export function connect(options: Options): Client {
  return new HubDevice(options)
}
