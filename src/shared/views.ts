// What the owner sees of the hub: shapes that go from the hub to the window, the tray and the command line.

import type {
  Content,
  Delivery,
  Device,
  DeviceId,
  DeviceKind,
  Ending,
  Lane,
  Notification,
  NotificationId,
  Scope,
} from './model'
import type { ErrorCode } from './protocol/errors'

export type * from './hub-views'

/** Where the feed looks: what is addressed to the hub and not dismissed there, all that passed, what went out from here. */
export type Place = 'inbox' | 'everything' | 'sent'

/** A notification in the feed. */
export type FeedItem = Notification &
  Readonly<{
    /** How its sender was let in; `guest` is shown as "Unverified". */
    lane: Lane
    /** Addressed to the hub itself, by name or by `*`: stands in the inbox and may ring. */
    isForHub: boolean
    /** Read here, in this window. */
    isRead: boolean
    /** The person at the hub is done with it. */
    isDismissed?: true
    /** Devices it was resolved to, without the hub. */
    receivers: number
    /** Its sender took it back, or a newer one has its place. */
    ended?: Ending
    /** It took the place of one that was at least as urgent: nothing rings. Only told as it arrives. */
    isQuiet?: true
  }>

export type FeedQuery = Readonly<{
  place: Place
  /** Only what is older than this `seq`; absent = from the newest. */
  before?: number
  /** 1 to 200. */
  limit: number
  /** In the language of src/shared/search.ts; its last word may be the beginning of one. */
  search?: string
  /** Conditions in the same language, all of them whole words. */
  where?: string
  unreadOnly?: boolean
  /** From or to this device. */
  device?: DeviceId
}>

/** Newest first. */
export type FeedPage = Readonly<{
  items: readonly FeedItem[]
  hasMore: boolean
  /** It was given up for a newer question, so this is not what there is. */
  isAbandoned?: true
}>

export type FeedCounts = Readonly<{
  /** Unread in the inbox. */
  unread: number
  /** All that is kept, and the room that it takes with its attachments. */
  total: number
  bytes: number
  /** The newest `seq`. */
  seq: number
  /** What is accepted and not yet due. */
  scheduled: number
  /** Guests' notifications that made room for newer ones since the hub started. */
  guestsDropped: number
}>

/** How many of the newest unread ones in the inbox come from each device and to each topic, by folded ID and name. */
export type UnreadBy = Readonly<{
  devices: Readonly<Record<string, number>>
  topics: Readonly<Record<string, number>>
}>

/** One notification with how far it came. */
export type Detail = Readonly<{ item: FeedItem; deliveries: readonly Delivery[] }>

/** How far one notification came at all its receivers but the hub: at so many it is so far, or further. */
export type Ticks = Readonly<{
  id: NotificationId
  of: number
  sent: number
  arrived: number
  read: number
  /** Those that will never get it. */
  lost: number
}>

/** How what a peer says travels: encrypted, within this computer, or readable for everybody on the way. */
export type Link = 'encrypted' | 'local' | 'clear'

/** How far it came at one receiver, by that one's ID. */
export type Receipt = Omit<Delivery, 'device'> & Readonly<{ device: DeviceId }>

/** A notification as a device gets it, and what the owner sees of it besides: a line of an export. */
export type Exported = Notification &
  Pick<FeedItem, 'lane' | 'isForHub' | 'isRead' | 'ended'> &
  Readonly<{ type: 'event'; receipts: readonly Receipt[] }>

/** A device in the owner's list; guests that are connected are in it too. */
export type DeviceView = Device &
  Readonly<{
    lane: Lane
    /** Remote address of its newest connection. */
    address: string | null
    /** Of that connection; null = it is not here. */
    link: Link | null
    isBlocked: boolean
    /** It was paired, and its owner took its token away. */
    isRevoked: boolean
    /** What it may do; of one that has no token, all. */
    scopes: readonly Scope[]
    /** It hears what others read, cleared or acted on; the owner may turn that off. */
    isTold: boolean
    /** Notifications that wait for it. */
    waiting: number
    /** Those it has joined. */
    topics: readonly string[]
  }>

/** Somebody who asks to be let in. */
export type RequestView = Readonly<{
  /** The request's own key, for `decide`. */
  key: string
  /** Absent: it gave none, so it can be allowed once or blocked, but not paired. */
  id: DeviceId | null
  name: string
  kind: DeviceKind
  /** A page of a browser on this computer, by its origin; else null. */
  origin: string | null
  address: string
  link: Link
  /** ISO 8601. */
  since: string
  isOnline: boolean
  /** What it already sent: plain text only. */
  held: readonly Readonly<{ time: string; title: string; body: string }>[]
}>

/** What may stand in the audit. */
export const AUDIT_WHATS = [
  'allowed',
  'allowed_once',
  'paired',
  'blocked',
  'unblocked',
  'revoked',
  'forgotten',
  'renamed',
  'scopes',
  'rotated',
  'policy',
  'wrong_token',
  'wrong_code',
  'refused_host',
  'refused_origin',
] as const
export type AuditWhat = (typeof AUDIT_WHATS)[number]

/** One line of the audit: what was decided about whom, or who was refused. */
export type AuditEntry = Readonly<{
  /** Ascending; the place to read on from. */
  id: number
  /** ISO 8601. */
  time: string
  what: AuditWhat
  /** A device's ID, or the key of who had none; null = nobody in particular. */
  who: string | null
  /** What that device was called then; null = nothing, or nothing was written down. */
  name: string | null
  /** From where. */
  address: string | null
  /** The new name, the scopes, the policy; of what was refused, its host or origin. */
  detail: string | null
}>

/** What the owner shows to pair a device. */
export type PairingOffer = Readonly<{
  /** Six digits, for who is on this computer or speaks TLS. */
  code: string
  /** The hub's page, with a secret behind the #: what the QR code says. */
  url: string
  /** ISO 8601. */
  expiresAt: string
}>

/** How the newest pairing window stands. */
export type PairingView =
  | (Readonly<{ state: 'open' }> & PairingOffer)
  | Readonly<{
      state: 'paired'
      device: DeviceId
      name: string
      address: string
      link: Link
    }>
  /** `why`: null = there was none yet; `tries`: five were wrong. */
  | Readonly<{ state: 'closed'; why: 'expired' | 'tries' | 'stopped' | null }>

export type Decision = 'allow' | 'once' | 'block'

/** What was decided, for as long as it lasts. */
export type BlockedView = Readonly<{ key: string; label: string; since: string }>

/** What the owner wants erased. `beforeMs`: what came before then, by its `time`. */
export type Erasure =
  | Readonly<{ ids: readonly NotificationId[] }>
  | Readonly<{ beforeMs: number }>
  | Readonly<{ all: true }>

/** `copies`: backups and files set aside, which might have held it too, and went with it. */
export type Erased = Readonly<{ count: number; copies: number }>

/** What is accepted and not yet due. */
export type ScheduledView = Pick<Notification, 'id' | 'time' | 'from' | 'to'> & Content

export type ForwardResult = Readonly<{
  /** Of the forward; of the original where it was refused. */
  id: NotificationId
  count: number
  unknown: readonly string[]
  full: readonly DeviceId[]
  /** Why nothing was forwarded. */
  refusal?: ErrorCode
}>
