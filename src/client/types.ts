// What `/client.js` exports, as types. Published as `/client.d.ts` just as it stands here, so it imports nothing.

/** Somebody, as others see them. */
export type Party = { readonly id: string; readonly name: string }

export type Kind =
  'phone' | 'tablet' | 'desktop' | 'server' | 'browser' | 'sensor' | 'script' | 'other'

/** A button. `url` opens; `reply` asks for a line of text; else the press goes back to the sender. */
export type Action = {
  readonly id: string
  readonly label: string
  readonly url?: string
  readonly reply?: boolean
}

/** What you may publish: the fields of `notify`. */
export type Draft = {
  /** Device IDs, `#topic`, `*`, `!ID`; absent = the hub. */
  readonly to?: string | readonly string[]
  readonly title?: string
  readonly body?: string
  readonly format?: 'text' | 'markdown'
  /** 1 min, 2 low, 3 normal, 4 high, 5 urgent. */
  readonly priority?: 1 | 2 | 3 | 4 | 5
  readonly tags?: readonly string[]
  readonly click?: string
  /** 0 to 1. */
  readonly progress?: number
  readonly data?: unknown
  readonly actions?: readonly Action[]
  readonly attachments?: readonly string[]
  readonly replace?: string
  readonly re?: string
  readonly until?: 'ack'
  readonly repeat?: number
  readonly then?: readonly { readonly after: number; readonly to: readonly string[] }[]
  /** Seconds that it waits for an absent device. */
  readonly ttl?: number
  /** ISO 8601 with a zone. */
  readonly at?: string
  /** Absent = one is made. */
  readonly ref?: string
  readonly receipts?: boolean
}

export type Attachment = {
  readonly id: string
  readonly name: string
  readonly mime: string
  readonly size: number
  /** A path on the hub's port. */
  readonly url: string
}

/** A file that the hub has stored: its ID may stand in `attachments` of what you publish within the hour. */
export type Stored = { readonly id: string; readonly mime: string; readonly size: number }

export type Upload = {
  /** Absent = that of the file, if it has one. */
  readonly name?: string
  /** 0 to 1, while it goes; only in browsers. */
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal
}

/** What came. */
export type Notification = Omit<Draft, 'to' | 'ref' | 'receipts' | 'attachments'> & {
  readonly id: string
  readonly seq: number
  readonly time: string
  readonly from: Party
  readonly to: readonly string[]
  readonly format: 'text' | 'markdown'
  readonly priority: 1 | 2 | 3 | 4 | 5
  readonly attachments?: readonly Attachment[]
  readonly forwarded?: { readonly by: string; readonly id: string }
  readonly replaces?: string
}

/** The hub has it on disk. */
export type Accepted = {
  readonly ref: string
  readonly id: string
  readonly seq?: number
  readonly at?: string
  readonly time: string
  readonly to: readonly string[]
  readonly count: number
  readonly unknown: readonly string[]
  readonly full: readonly string[]
}

export type Device = Party & {
  readonly kind: Kind
  readonly online: boolean
  readonly seen: string | null
}

/** Something waits to be sent, or for its answer: a command as it goes over the wire. */
export type Waiting = { readonly type: string; readonly ref: string } & {
  readonly [field: string]: unknown
}

/**
 * `connecting`; `ready`: this is a device of the hub; `pending`, `guest`: connected, and nobody has let it in yet;
 * `away`: the hub cannot be reached, it is tried again; `stopped`: it is not.
 */
export type State = 'connecting' | 'ready' | 'pending' | 'guest' | 'away' | 'stopped'

export type Status = {
  readonly state: State
  /**
   * Why it stopped: `closed` by you; `elsewhere`: the same device connected again; `refused`; or the error code of the
   * protocol that said so, as `unauthorized`, `pairing_closed`, `id_taken` or `tls_required`.
   */
  readonly why?: string
  /** Seconds after which another try may help. */
  readonly retryAfter?: number
}

/** What happens, and what a listener is told of it. */
export type Events = {
  /** Once for each `id`. It is acknowledged when every listener returned, or what it returned was fulfilled. */
  notification: Notification
  /** What was done about one that you have or had. */
  state: { readonly id: string; readonly state: string; readonly by: Party }
  ring: { readonly id: string; readonly n: number }
  receipt: {
    readonly id: string
    readonly device: string
    readonly state: string
    readonly time: string
    readonly reason?: string
    readonly action?: string
    readonly text?: string
    readonly via?: string
  }
  /** A button of one of yours was pressed. */
  action: {
    readonly id: string
    readonly action: string
    readonly text?: string
    readonly by: Party
    readonly via?: string
  }
  /** Something passed that is not for you; only with `announce`. */
  announce: {
    readonly id: string
    readonly seq: number
    readonly time: string
    readonly from: Party
    readonly to: readonly string[]
  }
  /** Who is there; again after each connecting, once `devices()` was called. */
  devices: readonly Device[]
  presence: Device
  status: Status
  /** What waits in the outbox. */
  outbox: readonly Waiting[]
  /** One of the outbox is done, also one of an earlier start. */
  accepted: Accepted
  failed: { readonly ref: string; readonly code: string; readonly message: string }
  /** The hub's history is not the one that was known. */
  reset: undefined
  /** The hub gave this device a token. It is stored already. */
  token: string
}

/** Where token, outbox and what was shown are kept: `localStorage`, or anything like it. */
export type Store = {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** As much of a WebSocket as is used. */
export type Socket = {
  onopen: unknown
  onmessage: unknown
  onclose: unknown
  onerror: unknown
  readonly readyState: number
  send(data: string): void
  close(code?: number): void
}

export type Options = {
  /** `http://…`, `https://…`, `ws://…` or `wss://…`; absent = where the page came from. */
  readonly url?: string
  readonly id: string
  readonly name?: string
  readonly kind?: Kind
  /** One that you keep yourself; else the stored one. */
  readonly token?: string
  /** The six digits or the secret that the owner shows. */
  readonly pair?: string
  readonly announce?: boolean
  /** Absent = `localStorage`; where there is none, memory. */
  readonly storage?: Store
  /** Absent = the global one. Node 20 has none: give it the class of the package `ws`. */
  readonly WebSocket?: new (url: string, protocols: string[]) => Socket
}

/** An error of the hub, or one of the client: `outbox_full`, `store_full`, `too_large`, `closed`. */
export type Failure = Error & {
  readonly code: string
  readonly field?: string
  readonly retryAfter?: number
}

export type Query = {
  readonly since?: number
  readonly before?: number
  readonly limit?: number
  readonly q?: string
}

export type Client = {
  /** Who this is at the hub; `name` by the hub's word. Null before the first welcome. */
  readonly you: (Party & { readonly trust: string; readonly topics?: readonly string[] }) | null
  readonly hub: (Party & { readonly version: string }) | null
  readonly status: Status
  readonly isPaired: boolean
  readonly outbox: readonly Waiting[]
  /** Those of the outbox that the store had no room for: they last as long as this program, or until it has room. */
  readonly unkept: readonly Waiting[]
  /** Listens; answers how to stop. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => unknown): () => void
  /** Resolves when the hub has it on disk, however long that takes; rejects when the hub refuses it. */
  publish(draft: Draft): Promise<Accepted>
  read(ids: string | readonly string[]): Promise<void>
  dismiss(ids: string | readonly string[]): Promise<void>
  /** Presses a button. */
  act(id: string, action: string, text?: string): Promise<void>
  /** Takes one of yours back. */
  cancel(id: string): Promise<void>
  subscribe(topics: readonly string[]): Promise<void>
  unsubscribe(topics: readonly string[]): Promise<void>
  /** Who is there; from then on `presence` tells what changes. */
  devices(): Promise<readonly Device[]>
  /** What was addressed to this device or sent by it, oldest first. */
  history(query?: Query): Promise<readonly Notification[]>
  /** Stores a file at the hub, now or not at all: it waits in no outbox. */
  attach(file: Blob, options?: Upload): Promise<Stored>
  /** A request to the hub with this device's token, as for the `url` of an attachment. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Becomes a device by what the owner shows. */
  pair(code: string): Promise<void>
  /** Calls itself by another name. */
  rename(name: string): void
  /** Looks at once whether the hub is there; also takes up again what has stopped. */
  resume(): void
  /** Ends the connection. What waits in the outbox stays for the next start. */
  close(): void
  /** Ends it, and forgets the token and all that is stored. */
  forget(): void
}
