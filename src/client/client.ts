// The JavaScript client: one device at one hub. It runs in browsers and in Node, and imports nothing at run time.

import { Greeting, type Welcome } from './greeting'
import { Hearing, Listeners } from './hearing'
import { ask, historyPath, notificationsIn, upload } from './http'
import { Keeping } from './keeping'
import { failure, Outbox } from './outbox'
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
  Stored,
  Upload,
  Waiting,
} from './types'
import { Wire, type Frame } from './wire'
import { originOf, ownStore, type World } from './world'

export type * from './types'

const CLOSE = { policy: 1008, elsewhere: 4001 }

class HubDevice implements Client {
  readonly #http: string
  readonly #keeping: Keeping
  readonly #outbox: Outbox
  readonly #wire: Wire
  readonly #listeners = new Listeners()
  readonly #hearing: Hearing
  readonly #greeting: Greeting
  #status: Status = { state: 'connecting' }
  #lastError = ''
  #isWatching = false

  constructor(options: Options) {
    const world = globalThis as unknown as World
    const make = options.WebSocket ?? world.WebSocket
    if (!make) throw failure('no_websocket', 'Give a WebSocket class: here is none.')
    this.#http = originOf(options.url ?? world.location?.origin ?? '')
    this.#keeping = new Keeping(options.storage ?? ownStore(world), `bellhop ${this.#http}`)
    this.#outbox = new Outbox(this.#keeping, (name, event) => this.#tell(name, event))
    this.#hearing = new Hearing(this.#keeping, this.#listeners, (frame) => this.#wire.send(frame))
    this.#greeting = new Greeting(options, this.#keeping, {
      send: (frame) => this.#wire.send(frame),
      tell: (name, event) => this.#tell(name, event),
      onGreeted: (you) => this.#greeted(you.trust),
      onRefused: ({ code, retryAfter }) => this.#stop(code, retryAfter),
    })
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
    return this.#greeting.you
  }
  get hub(): Client['hub'] {
    return this.#greeting.hub
  }
  get status(): Status {
    return this.#status
  }
  get isPaired(): boolean {
    return this.#greeting.token !== null
  }
  get outbox(): readonly Waiting[] {
    return this.#keeping.outbox
  }
  get unkept(): readonly Waiting[] {
    return this.#keeping.unkept
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
    return upload(this.#http, this.#greeting.token, file, options)
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return ask(this.#http, this.#greeting.token, path, init)
  }

  pair(code: string): Promise<void> {
    const paired = this.#greeting.pair(code)
    this.#wire.end()
    this.#lost()
    this.#wire.wake()
    return paired
  }

  rename(name: string): void {
    this.#greeting.rename(name)
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

  async #topics(type: 'subscribe' | 'unsubscribe', topics: readonly string[]): Promise<void> {
    await this.#outbox.put({ type, topics })
    this.#greeting.joined(topics, type === 'subscribe')
  }

  #frame(frame: Frame): void {
    if (this.#outbox.answered(frame)) return
    switch (frame.type) {
      case 'welcome':
        return this.#greeting.welcome(frame as unknown as Welcome)
      case 'event':
        return void (this.you && this.#hearing.hear(this.you, frame as never))
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

  #greeted(trust: string): void {
    this.#become({ state: trust === 'trusted' ? 'ready' : (trust as 'pending' | 'guest') })
    if (trust !== 'trusted') return
    this.#outbox.open((command) => this.#wire.send(command))
    if (this.#isWatching) void this.devices().catch(() => undefined)
  }

  #error(frame: Failure & { ref?: string }): void {
    this.#lastError = frame.code
    this.#greeting.heard(frame)
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
    this.#greeting.lost()
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

function about(ids: string | readonly string[]): object {
  return typeof ids === 'string' ? { id: ids } : { ids }
}

/** Connects as a device, and stays connected. */
export function connect(options: Options): Client {
  return new HubDevice(options)
}
