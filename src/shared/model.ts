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

/** 1 min, 2 low, 3 normal, 4 high, 5 urgent. */
export type Priority = 1 | 2 | 3 | 4 | 5

export type Format = 'text' | 'markdown'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Somebody, as others see them. */
export type Party = Readonly<{ id: DeviceId; name: string }>

/** What a sender wrote, after validation: absent fields stay absent. */
export type Content = Readonly<{
  title?: string
  body?: string
  format: Format
  priority: Priority
  tags?: readonly string[]
  click?: string
  /** 0 to 1. */
  progress?: number
  data?: Json
  /** Seconds that it waits for an absent device. */
  ttl?: number
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

/** How far a notification came on its way to one device. */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'expired'

export type Delivery = Readonly<{ device: Party; state: DeliveryState }>
