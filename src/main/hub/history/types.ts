// What the history's face and its worker say to each other: plain data that survives a structured clone.

import type {
  Attachment,
  AttachmentId,
  Content,
  DeliveryState,
  DeviceId,
  DeviceKind,
  Lane,
  NotificationId,
  Party,
  Scope,
} from '../../../shared/model'
import type { Keep } from '../../../shared/retention'
import type {
  AuditEntry,
  Erased,
  Erasure,
  FeedItem,
  FeedPage,
  FeedQuery,
  Salvaged,
  UnreadBy,
} from '../../../shared/views'
import type { Due, Failover, Ring } from './alarms'
import type { Letter } from './letters'
import type { Effect, Reacted, Reacting, Refused, Replaced } from './reactions'
import type { Failure } from './receipts'
import type { Verified } from './verify'

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

/** Told a page, or null when it could not be read now. */
export type PageDone = (waiting: Waiting | null) => void

export type ListQuery = Readonly<{
  /** Only of this device: addressed to it or sent by it; absent = all. */
  device?: Readonly<{ key: DeviceKey | null; foldedId: string }>
  since?: number
  before?: number
  limit: number
  search?: string
}>

export type { Due, Effect, Failover, Failure, FeedQuery, Letter, Ring, Reacted, Reacting, Refused }

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

/** `left`: how many records of the same batch come right after this one. */
export type RecordDone = (result: Recorded, left: number) => void

/**
 * The hub's memory. Writes of one turn share one synced transaction; while it syncs, the next ones gather.
 * Callbacks named `done` run synchronously inside the handler of the worker's message, in the order in which
 * the worker did the work: whoever sees `through: N` has seen the `done` of every record up to N before.
 */
export type History = Readonly<{
  /**
   * Creates or opens the store; throws HistoryError. A damaged one is set aside, and what can be read of it is
   * saved into a new one.
   */
  open: () => Promise<Opened>
  /**
   * Renames a damaged history so that `open` starts with an empty one; nothing is deleted. Only while it is
   * not open. Answers where the old file is now.
   */
  setAside: () => Promise<string>
  record: (notification: NewNotification, done: RecordDone) => void
  /** What is due by then, and of all that is scheduled the earliest with `limit`. */
  scheduled: (byMs: number, limit: number) => Promise<ScheduledPage>
  isScheduled: (id: NotificationId) => Promise<boolean>
  /** These were delivered to this device. Batched; needs no answer, since a repeat is harmless. */
  delivered: (device: DeviceKey, seqs: readonly number[]) => void
  /**
   * What waits for a device beyond `after`, without what expired, at most `limit` and 1 MiB of text. Answers how to
   * take the question back: then nobody is told.
   */
  waiting: (device: DeviceKey, after: number, limit: number, done: PageDone) => () => void
  /** What was addressed to a device beyond `since`, delivered or not; same paging as `waiting`. */
  addressed: (device: DeviceKey, since: number, limit: number, done: PageDone) => () => void

  /** Ascending `seq`. With `before` or neither: the newest that match; with `since`: the first beyond it. */
  list: (query: ListQuery) => Promise<readonly StoredNotification[]>
  /** The same with how far each came. */
  exported: (query: ListQuery) => Promise<readonly Detail[]>
  /** Descending `seq`. */
  /** The newest unread ones by device and topic. */
  unreadBy: () => Promise<UnreadBy>
  /** With the signal nobody waits for it any more: then it ends soon, with what it is. */
  feed: (query: FeedQuery, signal?: AbortSignal) => Promise<FeedPage>
  /** The hub is among the deliveries, as key 0, if it is for it. */
  one: (id: NotificationId) => Promise<Detail | null>
  /** Somebody read, cleared or acted on them: all of it, or nothing. */
  react: (reacting: Reacting) => Promise<Reacted | Refused>
  /** Takes one back for its sender (folded ID), or for the owner; null = it is not theirs. */
  cancel: (id: NotificationId, sender: string | null) => Promise<Reacted | null>
  /** Receipts and actions for a sender beyond a number, ascending. */
  letters: (reader: string, after: number, limit: number) => Promise<readonly Letter[]>
  /** A sender has all of them up to this number. Batched; a repeat is harmless. */
  lettersTaken: (reader: string, through: number) => void
  /**
   * Answers those that changed, of `all` at most the newest 1,000. What is not for the hub counts as read from
   * the start. Read = the person at the hub saw it; unread again concerns nobody else.
   */
  markRead: (ids: readonly NotificationId[] | 'all', isRead: boolean) => Promise<Reacted>
  attachment: (id: AttachmentId) => Promise<StoredAttachment | null>
  /** Takes in a file that lies in the folder already, whole and synced. */
  adopt: (uploaded: Uploaded) => Promise<void>
  /** The owner's draft refers to these and no others from now on; answers which of them are there. */
  keepForDraft: (ids: readonly AttachmentId[]) => Promise<readonly AttachmentId[]>
  /** Bytes of all that are kept. */
  attachmentBytes: () => Promise<number>

  /** Creates (key null) or changes a device; answers its key once it is synced. */
  saveDevice: (device: DeviceChange) => Promise<DeviceKey>
  /** Puts these in the place of those it had joined. Of a device that is gone it changes nothing. */
  saveTopics: (key: DeviceKey, topics: readonly string[]) => Promise<void>
  /** Drops the device and what waits for it. */
  deleteDevice: (key: DeviceKey) => Promise<void>
  saveBlock: (block: StoredBlock) => Promise<void>
  deleteBlock: (key: string) => Promise<void>
  /** Says no more that it was saved from a damaged one. */
  forgetSalvaged: () => Promise<void>
  /** Copies all that is committed to a new file while writes go on. */
  copy: (path: string) => Promise<void>
  /** Checks such a copy and makes it durable, in a thread of its own. */
  verify: (path: string) => Promise<Verified>
  /** Gives up the reserve for something of the owner's that does not fit on the disk. */
  makeRoom: () => Promise<void>
  /** When a device was last heard. Batched, not worth a sync of its own. */
  seen: (key: DeviceKey, seenMs: number) => void

  /** Writes down a line of the audit. Batched; in one transaction with what is changed in the same turn. */
  audit: (entry: NewAudit) => void
  /** Newest first, below a number. */
  audited: (before: number, limit: number) => Promise<readonly AuditEntry[]>

  /** Tells after each commit; `guestsDropped` counts those that made room since the start. */
  onCounts: (
    listener: (counts: {
      unread: number
      total: number
      bytes: number
      scheduled: number
      guestsDropped: number
    }) => void,
  ) => void
  /** Tells how many wait for a device when that changed; at most 4 times a second. */
  onWaiting: (listener: (waiting: ReadonlyMap<DeviceKey, number>) => void) => void
  /** From now on what is beyond these limits goes, the oldest first and little by little. Until then nothing does. */
  keep: (keep: Keep) => void
  /**
   * Erases for good what the owner names: rows, queue entries, attachments, and every file beside them that may hold
   * a word of it. Null: one of the IDs is not there, and nothing is erased.
   */
  erase: (what: Erasure) => Promise<Erased | null>
  /** How many came before then: as many as an erase up to then would take. */
  countBefore: (timeMs: number) => Promise<number>
  /** Tells of what went, whatever for. */
  onRemoved: (listener: (ids: readonly NotificationId[]) => void) => void
  /**
   * A failover went out, or failed for good at these. Batched; what is not confirmed is told again, but later each
   * time.
   */
  stepped: (id: NotificationId, step: number, failures: readonly Failure[]) => void
  /** Tells of what rings again, and of what is to go on to others. */
  onDue: (listener: (due: Due) => void) => void
  /** Tells of receipts and actions as they are written. */
  onLetters: (listener: (letters: readonly Letter[]) => void) => void
  /** Tells when the disk begins and ceases to refuse writes. */
  onStorageFull: (listener: (isFull: boolean) => void) => void
  /** Tells once that the worker is gone or the file turned out damaged: from then on everything is refused. */
  onBroken: (listener: (error: HistoryError) => void) => void
  /** Finishes what is under way, syncs, closes; at most 2 s. */
  close: () => Promise<void>
}>
