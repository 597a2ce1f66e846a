// The hub's face as types: what a host gives it and what it answers. `hub.ts` re-exports them; nobody else
// outside this room names this file.

import type { Worker } from 'node:worker_threads'
import type { Finding } from '../../shared/doctor'
import type {
  AttachmentId,
  DeviceId,
  NotificationId,
  Reaction,
  Scope,
  TlsPolicy,
  TrustPolicy,
} from '../../shared/model'
import type { Draft } from '../../shared/protocol/commands'
import type { Refusal } from '../../shared/protocol/errors'
import type { Accepted, Attached } from '../../shared/protocol/frames'
import type { Keep } from '../../shared/retention'
import type { Settings } from '../../shared/settings'
import type {
  BackupView,
  AuditEntry,
  BlockedView,
  Decision,
  Detail,
  DeviceView,
  Erased,
  Erasure,
  Exported,
  FeedCounts,
  FeedItem,
  FeedPage,
  FeedQuery,
  ForwardResult,
  HubStatus,
  PairingOffer,
  PairingView,
  RequestView,
  ScheduledView,
  UnreadBy,
} from '../../shared/views'
import type { Clock, Log, Random } from './ports'

/** What may change while the hub runs. */
export type HubConfig = Readonly<{
  /** 0 picks a free one. */
  port: number
  /** null = all addresses of this computer. */
  host: string | null
  /** The hub's name as devices see it. */
  name: string
  trust: TrustPolicy
  tls: TlsPolicy
  /** Whether somebody from the Internet may connect. */
  publicPeers: boolean
  routing: 'addressed' | 'broadcast'
  keep: Keep
  /** What all attachments together may take, bytes. */
  attachmentBytes: number
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
  /** Whether it is announced by mDNS; absent = it is not. */
  discovery?: boolean
}>

/** The owner's settings as the command line reaches them; kept by the host. */
export type SettingsPort = Readonly<{
  read: () => Settings
  /** Answers what is in force now, or which key was wrong. */
  write: (change: Partial<Settings>) => Promise<Settings>
}>

/** The system's store of secrets. Both reject when it cannot. */
export type KeyVault = Readonly<{
  seal: (text: string) => Promise<Buffer>
  unseal: (sealed: Buffer) => Promise<string>
}>

export type HubOptions = Readonly<{
  /** Absolute; made with mode 0700 if it is not there. */
  dataDir: string
  version: string
  config: HubConfig
  log: Log
  /** Absent: the command line cannot change settings. */
  settings?: SettingsPort
  /** Where the hub's key is kept; absent or null = in a file of this user's alone. */
  vault?: () => Promise<KeyVault | null>
  /** A window stands before this hub; absent = none does. */
  hasWindow?: boolean
  /** The history's worker script, the others beside it; absent = the built ones beside this code. */
  workerUrl?: URL
  /** The folder of what browsers get; absent = the built one beside this code. */
  webUrl?: URL
  /** A thread that the host started on that script ahead of time, without `workerData`. */
  worker?: Worker
  clock?: Clock
  random?: Random
}>

/** What the hub tells its host. Events say what has happened and never steer. */
export type HubEvents = {
  /** Newly stored, in the order of `seq`; one call a commit. */
  arrived: readonly FeedItem[]
  changed: readonly FeedItem[]
  /** Not stored any more: too old, too many, or erased. */
  removed: readonly NotificationId[]
  /** Nobody did anything about it, so it rings again. */
  rings: FeedItem
  counts: FeedCounts
  devices: readonly DeviceView[]
  requests: readonly RequestView[]
  blocked: readonly BlockedView[]
  status: HubStatus
  pairing: PairingView
}

export type AttachmentFile = Readonly<{
  path: string
  name: string
  mime: string
  size: number
  /** Hex; absent: it came before that was written down. */
  sha256?: string
}>

/** A file of the owner's. `mime` is a claim: the bytes decide. */
export type AttachmentSource = Readonly<{
  name: string
  mime?: string
  /** What it is to be; absent = nobody knows yet. */
  size?: number
  bytes: AsyncIterable<Uint8Array>
}>

/** `action` names the button that was pressed. */
export type OwnReaction = Readonly<{ state: Reaction; action?: string; text?: string }>

export type AuditQuery = Readonly<{ before?: number; limit: number }>

export type SearchQuery = Readonly<{ since?: number; limit: number; search?: string }>

/** A hub. Its methods are the owner's; what devices may do goes over its port. */
export type Hub = Readonly<{
  /** Opens the history, the control socket and the port. Never rejects: what went wrong is in the status. */
  start: () => Promise<HubStatus>
  /** Closes sockets with 1001 and the history; at most 3 s. */
  stop: () => Promise<void>
  status: () => HubStatus
  /** Starts with an empty history; the damaged one is kept beside it. Only after `history_damaged`. */
  startFresh: () => Promise<HubStatus>
  /** The owner knows of `salvaged`: the status speaks of it no more. */
  forgetSalvaged: () => Promise<void>
  /** Applies a change at once; a new port or host listens anew. */
  configure: (change: Partial<HubConfig>) => Promise<HubStatus>
  /** Looks and tries why a device may not reach the hub, the worst first. */
  doctor: () => Promise<readonly Finding[]>
  /** Makes a backup now; rejects with what went wrong. */
  backUp: () => Promise<BackupView>
  /** How much of the backup that is being made is there, 0 to 1; null = none is being made. */
  backupProgress: () => number | null
  /** The owner knows that the last one failed: a window says it no more. */
  knowBackupFailure: () => void
  /** Makes room on a full disk for something of the owner's, by the reserve if it is still there. */
  makeRoom: () => Promise<void>

  /** Publishes as the hub itself. */
  publish: (draft: Draft) => Promise<Accepted | Refusal>
  forward: (
    ids: readonly NotificationId[],
    to: readonly string[],
  ) => Promise<readonly ForwardResult[]>
  /** The person at the hub read them, cleared them, or pressed a button. Null = done. */
  react: (ids: readonly NotificationId[], reaction: OwnReaction) => Promise<Refusal | null>
  /** Takes back anybody's notification. */
  cancel: (id: NotificationId) => Promise<Refusal | null>
  markRead: (ids: readonly NotificationId[] | 'all', isRead: boolean) => Promise<void>
  /** For good, here; what other devices have stays theirs. Of several by their IDs, all or none. */
  erase: (what: Erasure) => Promise<Erased | Refusal>
  /** How many an erase of what came before then would take. */
  countBefore: (timeMs: number) => Promise<number>

  /** With the signal it is given up, and ends soon with `isAbandoned`. */
  feed: (query: FeedQuery, signal?: AbortSignal) => Promise<FeedPage>
  /** Oldest first, the newest `limit` of what matches, whoever it is addressed to. */
  list: (query: SearchQuery) => Promise<readonly FeedItem[]>
  /** The oldest beyond `since`, a page of them; none = that was all. */
  exported: (query: Readonly<{ since: number; search?: string }>) => Promise<readonly Exported[]>
  /** The earliest first. */
  scheduled: (limit: number) => Promise<readonly ScheduledView[]>
  isScheduled: (id: NotificationId) => Promise<boolean>
  counts: () => FeedCounts
  unreadBy: () => Promise<UnreadBy>
  notification: (id: NotificationId) => Promise<Detail | null>
  attachment: (id: AttachmentId) => Promise<AttachmentFile | null>
  /** Stores a file that the owner's next notification may refer to. */
  attach: (source: AttachmentSource) => Promise<Attached | Refusal>
  /** Keeps these for what the owner is writing, and no others any more; answers which of them are there. */
  keepForDraft: (ids: readonly AttachmentId[]) => Promise<readonly AttachmentId[]>

  devices: () => readonly DeviceView[]
  requests: () => readonly RequestView[]
  blocked: () => readonly BlockedView[]
  /** False when there is no such request any more. */
  decide: (key: string, decision: Decision) => Promise<boolean>
  /** Opens the window in which one device may be paired, in the place of an open one. */
  pair: () => PairingOffer
  stopPairing: () => void
  pairing: () => PairingView
  /** Who was let in, refused or cut off; newest first, below an entry's number. */
  audit: (query: AuditQuery) => Promise<readonly AuditEntry[]>
  unblock: (key: string) => Promise<boolean>
  block: (device: DeviceId) => Promise<boolean>
  /** Removes a device and its token; its sockets close with 1008. */
  forget: (device: DeviceId) => Promise<boolean>
  /** Takes a paired device's token away for ever; its sockets close with 1008. It can be paired again. */
  revoke: (device: DeviceId) => Promise<Refusal | null>
  /** Gives a paired device a new token; the old one counts until the new one was used. */
  rotate: (device: DeviceId) => Promise<Refusal | null>
  /** Null = as it calls itself. */
  rename: (device: DeviceId, name: string | null) => Promise<Refusal | null>
  /** What a paired device may do from now on, connected or not. */
  allow: (device: DeviceId, scopes: readonly Scope[]) => Promise<Refusal | null>
  /** Whether a device hears what others read, cleared or acted on. */
  tellStates: (device: DeviceId, isTold: boolean) => Promise<Refusal | null>

  /** Answers how to stop listening. */
  on: <Name extends keyof HubEvents>(
    name: Name,
    listener: (value: HubEvents[Name]) => void,
  ) => () => void
}>
