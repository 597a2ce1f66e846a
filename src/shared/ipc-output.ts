// What the window's commands answer, and what it is told: types alone, of what survives a structured clone.

import type { Finding } from './doctor'
import type { Attachment, AttachmentId, NotificationId } from './model'
import type { OwnScreen } from './screens'
import type { Settings } from './settings'
import type {
  AuditEntry,
  BackupView,
  BlockedView,
  Detail,
  DeviceView,
  Erased,
  FeedCounts,
  FeedItem,
  FeedPage,
  ForwardResult,
  HubStatus,
  PairingView,
  RequestView,
  ScheduledView,
  Ticks,
  UnreadBy,
} from './views'

/** Everything a window needs for its first look. */
export type Snapshot = Readonly<{
  status: HubStatus
  settings: Settings
  /** The language in force, after `system` was resolved. */
  locale: 'en' | 'zh-CN'
  platform: 'linux' | 'darwin' | 'win32'
  feed: FeedPage
  counts: FeedCounts
  devices: readonly DeviceView[]
  requests: readonly RequestView[]
  blocked: readonly BlockedView[]
  pairing: PairingView
  /** A notification to show at once: a toast was clicked before the window was there. */
  show: NotificationId | null
  /** A screen to show at once: a link asked for it before the window was there. */
  go: OwnScreen | null
}>

/** `log` is the file's path. */
export type Diagnostics = Readonly<{ text: string; log: string }>

/** `name` is the file's own, without its folder. */
export type ExportDone = Readonly<{ name: string; count: number }>

/** A file that the person picked. */
export type PickedFile = Readonly<{ token: string; name: string; size: number }>

/** `left`: so many more were picked than could be taken. */
export type PickedFiles = Readonly<{ files: readonly PickedFile[]; left: number }>

/** A file that is stored, and goes with what is being written. */
export type DraftFile = Pick<Attachment, 'id' | 'name' | 'mime' | 'size'>

/** How far an export is. */
export type ExportProgress = Readonly<{ done: number; total: number }>

/** What each command answers. */
export type CommandOutput = {
  open: Snapshot
  feed: FeedPage
  notification: Detail | null
  ticks: readonly Ticks[]
  scheduled: readonly ScheduledView[]
  unreadBy: UnreadBy
  cancel: boolean
  later: string
  undo: boolean
  markRead: null
  markAllRead: null
  eraseAll: null
  act: boolean
  forward: readonly ForwardResult[]
  decide: null
  unblock: null
  block: null
  forget: null
  rename: null
  allow: null
  revoke: null
  tellStates: boolean
  doctor: readonly Finding[]
  audit: readonly AuditEntry[]
  countBefore: number
  eraseBefore: Erased
  backUp: BackupView
  knowBackupFailure: null
  /** Null: the person thought better of it. */
  exportHistory: ExportDone | null
  stopExport: null
  pair: null
  stopPairing: null
  setSettings: Settings
  resetSettings: null
  startFresh: HubStatus
  forgetSalvaged: null
  retry: HubStatus
  openLink: boolean
  openBodyLink: boolean
  saveAttachment: boolean
  pickFiles: PickedFiles
  attachPicked: DraftFile
  beginFile: string
  addPiece: null
  endFile: DraftFile
  stopFile: null
  keepFiles: readonly AttachmentId[]
  diagnostics: Diagnostics
  showLog: null
  copy: null
}

/** What a window is told. At most 20 batches of `feed` a second. */
export type WindowEvents = {
  /** New ones, oldest first; never older than what the window has. */
  arrived: readonly FeedItem[]
  /** Known ones that changed. */
  changed: readonly FeedItem[]
  /** Not stored any more. */
  removed: readonly NotificationId[]
  /** What `later` was asked is done, or could not be: `problem` is an error code. */
  carriedOut: Readonly<{
    token: string
    problem: string | null
    /** Addresses that nobody has, and devices whose queues are full. */
    unknown: readonly string[]
    full: readonly string[]
  }>
  counts: FeedCounts
  devices: readonly DeviceView[]
  requests: Readonly<{ requests: readonly RequestView[]; blocked: readonly BlockedView[] }>
  pairing: PairingView
  /** Null: none is under way. */
  exporting: ExportProgress | null
  /** How many bytes of a picked file are stored. */
  attaching: Readonly<{ token: string; done: number }>
  status: HubStatus
  settings: Readonly<{ settings: Settings; locale: 'en' | 'zh-CN' }>
  /** Show this notification: a toast or the tray's menu was clicked. */
  show: NotificationId
  /** Show this screen: a link from outside asked for it. */
  go: OwnScreen
}
