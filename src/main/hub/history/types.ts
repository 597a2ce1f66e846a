// The history's face: what the hub may ask of its memory. What it is asked in is in `shapes.ts`.

import type { AttachmentId, NotificationId } from '../../../shared/model'
import type { Keep } from '../../../shared/retention'
import type {
  AuditEntry,
  Erased,
  Erasure,
  FeedPage,
  FeedQuery,
  UnreadBy,
} from '../../../shared/views'
import type { Due, Failure, Letter } from './due'
import type {
  HistoryError,
  Detail,
  DeviceChange,
  DeviceKey,
  ListQuery,
  NewAudit,
  NewNotification,
  Opened,
  Reacted,
  Reacting,
  Recorded,
  Refused,
  ScheduledPage,
  StoredAttachment,
  StoredBlock,
  StoredNotification,
  Uploaded,
  Verified,
  Waiting,
} from './shapes'

export type * from './due'
export type * from './shapes'
export { HUB_KEY, HistoryError } from './shapes'

/** Told a page, or null when it could not be read now. */
export type PageDone = (waiting: Waiting | null) => void

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
