// The nouns: Device, Notification, Delivery and the names they go by. Owns types and nothing that acts.

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A device's name on the wire: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`. Compare by `foldId`. */
export type DeviceId = Branded<'DeviceId'>
/** A ULID, made by the hub. */
export type NotificationId = Branded<'NotificationId'>
/** A ULID, made by the hub. */
export type AttachmentId = Branded<'AttachmentId'>

/** The hub itself, as a device. Nobody can take this ID. */
export const HUB_ID = 'hub' as DeviceId

export const DEVICE_KINDS = [
  'phone',
  'tablet',
  'desktop',
  'server',
  'browser',
  'sensor',
  'script',
  'other',
] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/** What a peer may do here. */
export type Trust = 'trusted' | 'guest' | 'pending'
/** Why a trusted peer is trusted. */
export type TrustBy = 'token' | 'local' | 'open'
/** A lane as one word: how a peer was let in. `owner` is this computer's person. */
export type Lane = TrustBy | 'guest' | 'pending' | 'owner'

/** `required`: who comes from another computer must encrypt. */
export const TLS_POLICIES = ['off', 'offered', 'required'] as const
export type TlsPolicy = (typeof TLS_POLICIES)[number]

/** Whom the hub lets in: asks the owner about new ones, only who is paired, or whoever reaches the port. */
export const TRUST_POLICIES = ['ask', 'paired', 'open'] as const
export type TrustPolicy = (typeof TRUST_POLICIES)[number]

/**
 * What a paired device may do: publish, get what is addressed to it, address and see other devices, send files. All
 * of it unless its owner says otherwise.
 */
export const SCOPES = ['publish', 'receive', 'targets', 'attach'] as const
export type Scope = (typeof SCOPES)[number]

/** 1 min, 2 low, 3 normal, 4 high, 5 urgent. */
export type Priority = 1 | 2 | 3 | 4 | 5

export type Format = 'text' | 'markdown'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Somebody, as others see them. */
export type Party = Readonly<{ id: DeviceId; name: string }>

/** A button below a notification. `url` opens; `reply` asks for a line of text; else the press goes to the sender. */
export type Action = Readonly<{ id: string; label: string; url?: string; reply?: true }>

/** If nobody did anything about it within so many seconds, also to these. */
export type Then = Readonly<{ after: number; to: readonly string[] }>

/** What a sender wrote, after validation: absent fields stay absent. */
export type Content = Readonly<{
  title?: string
  body?: string
  format: Format
  priority: Priority
  tags?: readonly string[]
  click?: string
  /** A name of the icon set, or an attachment's ID. */
  icon?: string
  /** 0 to 1. */
  progress?: number
  data?: Json
  actions?: readonly Action[]
  /** A newer notification of the same sender and key takes this one's place. */
  replace?: string
  /** The notification that this one answers. */
  re?: NotificationId
  /** Rings again until somebody did something about it; `repeat` in seconds. */
  until?: 'ack'
  repeat?: number
  /** In the order of `after`. */
  then?: readonly Then[]
  /** Seconds that it waits for an absent device. */
  ttl?: number
  /** Not before then, ISO 8601 UTC with milliseconds; it came in its time if that lay ahead. */
  at?: string
}>

export type Attachment = Readonly<{
  id: AttachmentId
  name: string
  mime: string
  /** Bytes. */
  size: number
  /** Path on the hub's port: `/v1/attachments/ID`. */
  url: string
}>

/** Where a forwarded notification came from. */
export type Forwarded = Readonly<{ by: DeviceId; id: NotificationId }>

/** A notification as every door shows it. */
export type Notification = Content &
  Readonly<{
    id: NotificationId
    seq: number
    /** ISO 8601 UTC with milliseconds. */
    time: string
    from: Party
    /** The addresses as written, without unknown ones. */
    to: readonly string[]
    attachments?: readonly Attachment[]
    forwarded?: Forwarded
    /** The one whose place it takes. */
    replaces?: NotificationId
  }>

/** A device as other devices and the window see it. */
export type Device = Readonly<{
  id: DeviceId
  name: string
  kind: DeviceKind
  online: boolean
  /** When it was last heard, ISO 8601; null = never. */
  seen: string | null
}>

/** What a person did about a notification at one device, in the order in which one may follow the other. */
export type Reaction = 'read' | 'dismissed' | 'acted'
/** How a notification ended for everybody. */
export type Ending = 'cancelled' | 'replaced'
/** How far a notification came on its way to one device; never backwards. */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | Reaction | 'expired' | Ending

export type Delivery = Readonly<{
  device: Party
  state: DeliveryState
  /** Since when, ISO 8601; absent = it was not written down. */
  time?: string
  /** Which button was pressed, and what was written with it. */
  action?: string
  text?: string
}>
