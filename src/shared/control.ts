// The control socket's contract: what the owner's command line may ask of a running hub, and what its lines
// look like. Types and bounds only, so that the command line starts without the schema library.

import type { Finding } from './doctor'
import type { Notification, Scope, TrustPolicy } from './model'
import type { Accepted, Attached } from './protocol/frames'
import type { SettingKey, Settings } from './settings'
import type {
  BackupStatus,
  BackupView,
  AuditEntry,
  BlockedView,
  Decision,
  DeviceView,
  Erased,
  Exported,
  HubFailure,
  HubIdentity,
  PairingOffer,
  Receipt,
  RequestView,
  Salvaged,
  ScheduledView,
} from './views'

/**
 * The socket's name in the data folder. Where its path would be too long it is a link to the socket, and on
 * Windows a file that holds the name of the pipe.
 */
export const CONTROL_NAME = 'control.sock'

/** No line in either direction is longer. Bytes, without its line feed. */
export const CONTROL_LINE_BYTES = 1_048_576

/** The hub in one line, for `status`. */
export type ControlStatus = Readonly<{
  version: string
  port: number
  /** Where a program on this computer reaches the hub; null when it does not listen. */
  url: string | null
  /** host:port, best first. */
  addresses: readonly string[]
  trust: TrustPolicy
  routing: 'addressed' | 'broadcast'
  /** Known devices, guests not counted. */
  devices: number
  online: number
  /** All that is kept, and the room that it takes with its attachments. */
  notifications: number
  bytes: number
  backup: BackupStatus
  /** A window of the desktop app stands behind this hub. */
  window: boolean
  /** Only while something is wrong. */
  failure?: HubFailure
  /** A damaged history was saved, and the owner has not said yet that they know. */
  salvaged?: Salvaged
  /** Once it was read. */
  identity?: HubIdentity
}>

/** A notification as devices get it: nothing of the owner's view beyond it. */
export type ControlEvent = Notification & Readonly<{ type: 'event' }>

export type ControlListed = Readonly<{ event: ControlEvent; isRead: boolean }>

/** Who set a value that wins over the settings. */
export type Override = Readonly<{
  by: 'environment' | 'command line'
  /** What the settings say, and what holds again without it. */
  kept: Settings[SettingKey]
}>
export type Overrides = Readonly<Partial<Record<SettingKey, Override>>>

export type ControlSettings = Readonly<{
  /** What is in force. */
  values: Readonly<Partial<Settings>>
  /** Only those of `values` that are overridden. */
  overridden: Overrides
}>

/** An attachment as it lies on this computer, and what it should be: `sha256` in hex where it is known. */
export type ControlFile = Readonly<{
  id: string
  path: string
  name: string
  mime: string
  size: number
  sha256?: string
}>

/** Command → what it takes and what it answers. An array goes an item a line. */
export type ControlCommands = {
  status: { input: null; output: ControlStatus }
  /** Why a device may not reach the hub. */
  doctor: { input: null; output: readonly Finding[] }
  /** Makes a backup now. */
  backup: { input: null; output: BackupView }
  /** The owner knows of `salvaged`. */
  forgetSalvaged: { input: null; output: null }
  /** The fields of `notify`. */
  send: { input: Readonly<Record<string, unknown>>; output: Accepted }
  /** Stores a copy of a file of this computer, which `attachments` of `send` may then name. `path` is absolute. */
  attach: { input: Readonly<{ path: string; name: string; mime?: string }>; output: Attached }
  /** Where an attachment lies, or all those of a notification. */
  files: { input: Readonly<{ id: string }>; output: readonly ControlFile[] }
  forward: { input: Readonly<{ id: string; to: readonly string[] }>; output: Accepted }
  list: {
    input: Readonly<{ since?: number; limit?: number; search?: string }>
    output: readonly ControlListed[]
  }
  /** A page of it: the oldest beyond `since`; none = that was all. */
  export: { input: Readonly<{ since: number; search?: string }>; output: readonly Exported[] }
  /** How far a notification came at each of its receivers. */
  receipts: { input: Readonly<{ id: string }>; output: readonly Receipt[] }
  scheduled: { input: Readonly<{ limit?: number }>; output: readonly ScheduledView[] }
  read: { input: Readonly<{ ids: readonly string[] }>; output: null }
  dismiss: { input: Readonly<{ ids: readonly string[] }>; output: null }
  /** One of the three. `before` is an ISO 8601 time. */
  erase: {
    input: Readonly<{ ids?: readonly string[]; before?: string; all?: true }>
    output: Erased
  }
  cancel: { input: Readonly<{ ids: readonly string[] }>; output: null }
  act: { input: Readonly<{ id: string; action: string; text?: string }>; output: null }
  devices: { input: null; output: readonly DeviceView[] }
  requests: { input: null; output: readonly RequestView[] }
  blocked: { input: null; output: readonly BlockedView[] }
  /** `who` is a request's key, or the ID it asks for. */
  decide: { input: Readonly<{ who: string; decision: Decision }>; output: null }
  /** `who` is a device's ID, or a request as above. */
  block: { input: Readonly<{ who: string }>; output: null }
  /** `who` is an ID, an address, a key or a label of the blocked ones. */
  unblock: { input: Readonly<{ who: string }>; output: null }
  forget: { input: Readonly<{ who: string }>; output: null }
  /** Takes a paired device's token away; what waits for it stays. */
  revoke: { input: Readonly<{ who: string }>; output: null }
  /** Newest first. */
  audit: { input: Readonly<{ limit?: number }>; output: readonly AuditEntry[] }
  /** Opens the pairing window. */
  pair: { input: null; output: PairingOffer }
  /** Gives a paired device a new token. */
  rotate: { input: Readonly<{ who: string }>; output: null }
  /** An empty name = as the device calls itself. */
  rename: { input: Readonly<{ who: string; name: string }>; output: null }
  scopes: { input: Readonly<{ who: string; scopes: readonly Scope[] }>; output: null }
  /** Whether it hears what others read, cleared or acted on. */
  state: { input: Readonly<{ who: string; isOn: boolean }>; output: null }
  /** `value` as a person types it. */
  settings: { input: Readonly<{ key?: string; value?: string }>; output: ControlSettings }
}
export type ControlName = keyof ControlCommands

/** One line to the hub. `id` comes back in every line of the answer. */
export type ControlRequest = Readonly<{ id: number; command: string; input: unknown }>

export type ControlError = Readonly<{
  code: string
  message: string
  field?: string
  /** Seconds. */
  retryAfter?: number
}>

/**
 * One line from the hub: an item of a list, word that it is still at work and how far (0 to 1, if anybody knows), or the
 * end of the answer. `id` is null for a line it cannot read.
 */
export type ControlAnswer =
  | Readonly<{ id: number; progress: number | null }>
  | Readonly<{ id: number; item: unknown }>
  | Readonly<{ id: number; ok: true; items: number }>
  | Readonly<{ id: number; ok: true; value: unknown }>
  | (Readonly<{ id: number | null; ok: false }> & ControlError)
