// What the history's face and its worker post to each other: plain data that survives a structured clone.

import type { AttachmentId, NotificationId } from '../../../shared/model'
import type { Keep } from '../../../shared/retention'
import type { Erasure, FeedQuery } from '../../../shared/views'
import type { Due, Failure, Letter } from './due'
import type {
  DeviceChange,
  DeviceKey,
  HistoryErrorCode,
  ListQuery,
  NewAudit,
  NewNotification,
  Opened,
  Reacting,
  Recorded,
  StoredBlock,
  Uploaded,
  Verified,
} from './shapes'

export type WorkerOptions = Readonly<{
  /** What the thread is started for. */
  task: 'open' | 'setAside'
  dataDir: string
  nowMs: number
  /** See `Turn`. */
  turn: Int32Array
  /** The file never grows beyond this; absent = as far as the disk goes. */
  limitBytes?: number
  /** It seemed damaged a moment ago: it is checked in full, and saved if it is. */
  isDoubted?: boolean
}>

/** Another task of the same script, in a thread of its own. */
export type VerifyOptions = Readonly<{
  task: 'verify'
  path: string
  nowMs: number
  turn: Int32Array
}>

/** Changes that are answered by `id`, once they are synced. */
export type Change =
  | Readonly<{ op: 'saveDevice'; id: number; device: DeviceChange }>
  | Readonly<{ op: 'deleteDevice'; id: number; key: DeviceKey }>
  | Readonly<{ op: 'saveTopics'; id: number; key: DeviceKey; topics: readonly string[] }>
  | Readonly<{ op: 'saveBlock'; id: number; block: StoredBlock }>
  | Readonly<{ op: 'deleteBlock'; id: number; key: string }>
  | Readonly<{ op: 'react'; id: number; reacting: Reacting }>
  | Readonly<{ op: 'cancel'; id: number; notification: NotificationId; sender: string | null }>
  | Readonly<{ op: 'adopt'; id: number; uploaded: Uploaded }>
  | Readonly<{ op: 'keepForDraft'; id: number; attachments: readonly AttachmentId[] }>
  | Readonly<{ op: 'forgetSalvaged'; id: number }>
  | Readonly<{ op: 'markRead'; id: number; ids: readonly NotificationId[]; isRead: boolean }>

/** Device, seq, device, seq, …: flat, since there may be very many. */
export type Delivered = Readonly<{ op: 'delivered'; pairs: number[] }>

export type Seen = Readonly<{ op: 'seen'; key: DeviceKey; seenMs: number }>

/** From now on these are the limits of what is kept. */
export type Kept = Readonly<{ op: 'keep'; keep: Keep }>

/** A failover went out or failed for good, so it is not asked for again. */
export type Stepped = Readonly<{
  op: 'stepped'
  notification: NotificationId
  step: number
  failures: readonly Failure[]
}>

/** A sender has its receipts up to here. */
export type LettersTaken = Readonly<{ op: 'lettersTaken'; reader: string; through: number }>

/** A line of the audit. */
export type Audited = Readonly<{ op: 'audit'; entry: NewAudit }>

/** All that is written. Records are answered by their order, notes never. */
export type Write =
  | Change
  | Readonly<{ op: 'record'; notification: NewNotification }>
  | LettersTaken
  | Audited
  | Stepped
  | Delivered
  | Seen
  | Kept

/** Work that may take several turns of the worker, between which writes go first. */
export type Job =
  | Readonly<{
      op: 'waiting' | 'addressed'
      id: number
      device: DeviceKey
      after: number
      limit: number
    }>
  | Readonly<{ op: 'list' | 'exported'; id: number; query: ListQuery }>
  | Readonly<{ op: 'feed'; id: number; query: FeedQuery }>
  | Readonly<{ op: 'one'; id: number; notification: NotificationId }>
  | Readonly<{ op: 'letters'; id: number; reader: string; after: number; limit: number }>
  | Readonly<{ op: 'attachment'; id: number; attachment: AttachmentId }>
  | Readonly<{ op: 'attachmentBytes'; id: number }>
  | Readonly<{ op: 'isScheduled'; id: number; notification: NotificationId }>
  | Readonly<{ op: 'scheduled'; id: number; byMs: number; limit: number }>
  | Readonly<{ op: 'makeRoom'; id: number }>
  | Readonly<{ op: 'unreadBy'; id: number }>
  | Readonly<{ op: 'audited'; id: number; before: number; limit: number }>
  | Readonly<{ op: 'markAllRead'; id: number; isRead: boolean }>
  | Readonly<{ op: 'erase'; id: number; what: Erasure }>
  | Readonly<{ op: 'countBefore'; id: number; timeMs: number }>

/** Copies the file while it is in use. */
export type Copy = Readonly<{ op: 'copy'; id: number; path: string }>

/** Writes first, in one transaction; then, if it is time, the notes; then the jobs. */
export type Batch = Readonly<{
  kind: 'batch'
  nowMs: number
  /** By how much the wall clock was set since the last message. */
  setByMs: number
  writes: readonly Write[]
  isTick: boolean
  jobs: readonly (Job | Copy)[]
}>

/** Nobody waits any more for what comes of this job. */
export type Abandon = Readonly<{ kind: 'abandon'; job: number; nowMs: number; setByMs: number }>

export type ToWorker = Batch | Abandon | Readonly<{ kind: 'close'; nowMs: number; setByMs: number }>

export type Answer = Readonly<{ id: number }> &
  (
    | Readonly<{ ok: true; value: unknown }>
    | Readonly<{ ok: false; code: 'storage_full' | 'not_found' | 'internal' }>
  )

export type Counts = Readonly<{
  unread: number
  total: number
  bytes: number
  scheduled: number
  guestsDropped: number
}>

/** What changed since it was last told; absent = nothing. */
export type News = Readonly<{
  counts?: Counts
  isFull?: boolean
  waiting?: ReadonlyMap<DeviceKey, number>
  /** These are not there any more. */
  removed?: readonly NotificationId[]
  letters?: readonly Letter[]
  /** What rings again, and what is to go on to others. */
  due?: Due
  /** The file turned out damaged; nothing is written any more. */
  broken?: string
}>

export type FromWorker =
  | Readonly<{ kind: 'opened'; opened: Opened; news: News; tickMs: number | null }>
  | Readonly<{ kind: 'failed'; code: HistoryErrorCode; message: string }>
  | Readonly<{ kind: 'setAside'; path: string }>
  | Readonly<{
      kind: 'wrote'
      recorded: readonly Recorded[]
      answers: readonly Answer[]
      news: News
      /** In how many ms the worker wants a tick; null = there is nothing to note or to watch. */
      tickMs: number | null
    }>
  | Readonly<{ kind: 'ticked'; news: News; tickMs: number | null }>
  | Readonly<{ kind: 'answered'; answer: Answer; news: News }>
  | Readonly<{ kind: 'log'; level: 'info' | 'warn' | 'error'; message: string; fields: object }>
  | Readonly<{ kind: 'verified'; verified: Verified }>
  | Readonly<{ kind: 'closed' }>
