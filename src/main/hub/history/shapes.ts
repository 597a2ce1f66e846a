// What the history is told and tells: plain data that survives a structured clone.

import type {
  Attachment,
  AttachmentId,
  Content,
  DeliveryState,
  DeviceId,
  DeviceKind,
  Ending,
  Lane,
  NotificationId,
  Party,
  Priority,
  Reaction,
  Scope,
} from '../../../shared/model'
import type { AuditEntry, FeedItem, Salvaged } from '../../../shared/views'

/** A device's key in the store: a small whole number, never reused. The hub itself is 0. */
export type DeviceKey = number
export const HUB_KEY: DeviceKey = 0

export type NewAttachment = Readonly<{
  id: AttachmentId
  name: string
  mime: string
  /** Bytes. */
  size: number
  bytes: Uint8Array
}>

/** A file that is written and synced, and waits for a row. */
export type Uploaded = Omit<NewAttachment, 'bytes'> &
  Readonly<{
    /** Hex. */
    sha256: string
    /** Folded ID of who sent it. */
    fromKey: string
  }>

/** One accepted-to-be notification. `seq` is given in the commit. */
export type NewNotification = Readonly<{
  id: NotificationId
  timeMs: number
  from: Party
  /** Folded sender ID, for `ref` and look-ups. */
  fromKey: string
  lane: Lane
  to: readonly string[]
  content: Content
  ref?: string
  /** SHA-256 over what the sender wrote, to tell a repeat from a conflict. */
  digest: string
  /** Devices that get it and have a queue, without the hub. */
  queued: readonly DeviceKey[]
  /** The device IDs it was resolved to, hub and guests included, at most 1,000: for the answer to a repeated `ref`. */
  resolved: readonly DeviceId[]
  /** How many it was resolved to. */
  count: number
  unknown: readonly string[]
  isForHub: boolean
  /** Those that it brings along. */
  attachments: readonly NewAttachment[]
  /** Those that are stored already, behind them. */
  refs?: readonly AttachmentId[]
  forwardedId?: NotificationId
  /** Its sender wants to know how it comes to each receiver. */
  receipts?: true
  /** Kept aside until somebody brings it again as due. */
  dueMs?: number
  /** It was kept aside, and this is the notification that comes of it. */
  scheduled?: Scheduled
}>

/** What the sender of a `ref` was told, to be told again. */
export type FirstAnswer = Readonly<{
  resolved: readonly DeviceId[]
  count: number
  unknown: readonly string[]
  full: readonly DeviceKey[]
  /** When it was to be due and when it was taken in, if it was scheduled. */
  dueMs?: number
  timeMs?: number
}>

/** A notification that waits for its time. */
export type Scheduled = Readonly<{
  id: NotificationId
  dueMs: number
  /** When it was taken in. */
  timeMs: number
  from: Party
  fromKey: string
  lane: Lane
  /** The addresses as written, without those that named nothing. */
  to: readonly string[]
  content: Content
  receipts?: true
  ref: string | null
  digest: string | null
  answer: FirstAnswer
}>

/** The earliest first; `nextMs` is when the first is due that is not among them. */
export type ScheduledPage = Readonly<{ items: readonly Scheduled[]; nextMs: number | null }>

export type Recorded =
  | Readonly<{
      kind: 'stored'
      seq: number
      full: readonly DeviceKey[]
      replaced?: Replaced
      attachments?: readonly Attachment[]
    }>
  /** The same `ref` with the same content was there before: the first one's answer. */
  | (Readonly<{
      kind: 'repeated'
      id: NotificationId
      /** null: it was scheduled. */
      seq: number | null
      timeMs: number
    }> &
      FirstAnswer)
  | Readonly<{ kind: 'scheduled' }>
  | Readonly<{ kind: 'refused'; code: RefusedCode }>

/**
 * `schedule_full`: too much of this sender, or of all, waits for its time. `unknown_id`: it was scheduled, and was
 * taken back before it came. `unknown_attachment`: what it refers to is not there, or not its sender's.
 */
type RefusedCode =
  | 'ref_conflict'
  | 'queue_full'
  | 'schedule_full'
  | 'unknown_id'
  | 'unknown_attachment'
  | 'storage_full'
  | 'internal'

/** What the owner decided about one device. */
export type Grants = Readonly<{
  /** The owner gave it its name, so that it cannot change it. */
  isNamed: boolean
  /** What it may do. */
  scopes: readonly Scope[]
  /**
   * SHA-256 of its next token, hex, which counts beside the old one until it is used; empty = it is to get one, null =
   * it keeps the one that it has.
   */
  rotation: string | null
  /** It hears what others read, cleared or acted on. */
  isTold: boolean
  /** It was let in encrypted: a token of it that comes in clear is void. */
  isTlsOnly: boolean
}>

export type StoredDevice = Grants &
  Readonly<{
    key: DeviceKey
    id: DeviceId
    name: string
    kind: DeviceKind
    by: 'token' | 'local' | 'open'
    /** SHA-256 of its token, hex; null = has none. */
    tokenHash: string | null
    seenMs: number
    waiting: number
    /** As it wrote them when it joined. */
    topics: readonly string[]
  }>

/** One more line of the audit. */
export type NewAudit = Omit<AuditEntry, 'id' | 'time'> & Readonly<{ timeMs: number }>

/** What is saved of a device; no key = a new one, and grants that are left out are those of a new one. */
export type DeviceChange = Omit<StoredDevice, 'key' | 'waiting' | 'topics' | keyof Grants> &
  Partial<Grants> & { key: DeviceKey | null }

/** A blocked ID (`id:kitchen-pi`, folded) or address (`address:192.168.1.9`). */
export type StoredBlock = Readonly<{ key: string; sinceMs: number }>

/** A stored notification as it goes out again, and as the feed shows it. */
export type StoredNotification = FeedItem

/** One notification with its deliveries; times only where they were written down. */
export type Detail = Readonly<{
  item: FeedItem
  deliveries: readonly Readonly<{
    device: DeviceKey
    state: Exclude<DeliveryState, 'sent'>
    timeMs?: number
    action?: string
    text?: string
  }>[]
}>

/** What waits for a device, in the order of `seq`. */
export type Waiting = Readonly<{
  items: readonly StoredNotification[]
  /** All up to this `seq` has been looked at. */
  through: number
  isLast: boolean
}>

export type ListQuery = Readonly<{
  /** Only of this device: addressed to it or sent by it; absent = all. */
  device?: Readonly<{ key: DeviceKey | null; foldedId: string }>
  since?: number
  before?: number
  limit: number
  search?: string
}>

export type Opened = Readonly<{
  newestSeq: number
  devices: readonly StoredDevice[]
  blocks: readonly StoredBlock[]
  counts: Readonly<{ unread: number; total: number; scheduled: number }>
  /** This history was saved from a damaged one, and nobody has said yet that they know. */
  salvaged: Salvaged | null
  /** When the first of what is scheduled is due; null = nothing is. */
  nextDueMs: number | null
  /** The time by which things grow old: the wall clock's, unless that was set. */
  agedMs: number
}>

export type HistoryErrorCode = 'history_damaged' | 'history_newer' | 'folder_in_use' | 'internal'

/** Why the history could not be opened; the code is that of `HubFailure`. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError'
  readonly code: HistoryErrorCode

  constructor(code: HistoryErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.code = code
  }
}

export type StoredAttachment = Readonly<{
  path: string
  name: string
  mime: string
  size: number
  /** Hex; absent: it came before that was written down. */
  sha256?: string
  fromKey: string
  queued: readonly DeviceKey[]
}>

/** Something happened to a notification, and these devices had or will have it. */
export type Effect = Readonly<{
  id: NotificationId
  state: Reaction | Ending
  receivers: readonly DeviceKey[]
}>

/** What came of it; `changed`: as the feed shows them now. */
export type Reacted = Readonly<{ effects: readonly Effect[]; changed: readonly FeedItem[] }>

export type Refused = Readonly<{ refused: 'unknown_id' | 'action' | 'text' }>

/** What a person does, at a device or at the hub (key 0). */
export type Reacting = Readonly<{
  ids: readonly NotificationId[]
  device: DeviceKey
  by: Party
  state: Reaction
  action?: string
  text?: string
}>

/** What a newer notification put out of its place. */
export type Replaced = Reacted & Readonly<{ id: NotificationId; priority: Priority }>

/** What a copy was found to hold. */
export type Verified = Readonly<{ newestSeq: number; notifications: number }>
