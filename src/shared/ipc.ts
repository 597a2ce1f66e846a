// The window's contract: what it may ask of the main process, and what it is told. Channel names, types, the
// check at run time and `window.bellhop` all come from this table.

import * as v from 'valibot'
import {
  COPIED,
  addresses,
  attachment,
  device,
  DRAFT_FILES,
  feedQuery,
  id,
  ids,
  later,
  nothing,
  piece,
  text,
  TICKS,
  time,
  token,
} from './ipc-fields'
import type { CommandOutput, WindowEvents } from './ipc-output'
import { SCOPES } from './model'
import { ATTACH, FIELD, PAGE } from './protocol/limits'
import { settingsSchema } from './settings'
import type { FeedQuery } from './views'

/** Command → the schema of its one argument. */
export const COMMAND_SCHEMAS = {
  /** Subscribes to events and answers everything a window needs for its first look, without a gap. */
  open: nothing,
  /** One page; asked anew before it is answered, the older question is given up. */
  feed: feedQuery,
  notification: v.object({ id }),
  /** How far these came, in short; without those that are gone. */
  ticks: v.object({ ids: v.pipe(ids, v.maxLength(TICKS)) }),
  /** What is accepted and not yet due, the earliest first. */
  scheduled: v.object({
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PAGE.max)),
  }),
  unreadBy: nothing,
  /** Takes a notification back from all its receivers. False: it is not there any more. */
  cancel: v.object({ id }),
  /** Carries it out in five seconds, unless `undo` comes before; answers the token for that. */
  later: v.object({ what: later }),
  /** False: it was carried out already. */
  undo: v.object({ token: text(64) }),
  markRead: v.object({ ids, isRead: v.boolean() }),
  markAllRead: nothing,
  /** For good, all that is stored. */
  eraseAll: nothing,
  /** A button of a notification was pressed, perhaps with an answer. False: it is not there any more. */
  act: v.object({
    id,
    action: v.pipe(v.string(), v.maxLength(FIELD.actionId)),
    text: v.optional(v.pipe(v.string(), v.maxLength(FIELD.actionText))),
  }),
  /** To devices and topics; with a note to the same, which answers each of them. */
  forward: v.object({ ids, to: addresses, note: v.optional(text(FIELD.body)) }),
  decide: v.object({
    key: v.pipe(v.string(), v.maxLength(200)),
    decision: v.picklist(['allow', 'once', 'block']),
  }),
  unblock: v.object({ key: v.pipe(v.string(), v.maxLength(200)) }),
  block: v.object({ device }),
  forget: v.object({ device }),
  /** Null = as the device calls itself. */
  rename: v.object({
    device,
    name: v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(FIELD.name))),
  }),
  /** What a paired device may do from now on. */
  allow: v.object({
    device,
    scopes: v.pipe(v.array(v.picklist(SCOPES)), v.maxLength(SCOPES.length)),
  }),
  /** Takes a paired device's token away for good. */
  revoke: v.object({ device }),
  /** Whether a device hears what others read, cleared or acted on. False: it is not there any more. */
  tellStates: v.object({ device, isTold: v.boolean() }),
  /** Looks and tries why a device may not reach the hub. */
  doctor: nothing,
  /** Who was let in, refused or cut off: the newest below a number. */
  audit: v.object({
    before: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
  }),
  countBefore: time,
  /** For good, what came before then. */
  eraseBefore: time,
  /** Makes a backup now. */
  backUp: nothing,
  /** The person knows that the last backup failed; it is said no more. */
  knowBackupFailure: nothing,
  /** Writes the history where the person says; `exporting` tells how far it is. */
  exportHistory: nothing,
  stopExport: nothing,
  /** Opens the window in which one device may be paired, in the place of an open one. */
  pair: nothing,
  stopPairing: nothing,
  setSettings: v.partial(settingsSchema),
  /** Starts with default settings after the damaged ones were set aside. */
  resetSettings: nothing,
  /** Starts with an empty history; the damaged one is kept beside it. */
  startFresh: nothing,
  /** The person knows that a damaged history was saved; it is said no more. */
  forgetSalvaged: nothing,
  /** Listens again, after the person mended what was wrong. */
  retry: nothing,
  /** Opens the link of a notification, or of one of its buttons, outside. Main looks it up and checks it again. */
  openLink: v.object({ id, action: v.optional(v.pipe(v.string(), v.maxLength(FIELD.actionId))) }),
  /** Opens a link out of a notification's Markdown body. Main checks that it stands there, and the link itself. */
  openBodyLink: v.object({ id, url: v.pipe(v.string(), v.maxLength(2_048)) }),
  /** Puts an attachment where the person says. */
  saveAttachment: v.object({ id: v.pipe(v.string(), v.length(26)) }),
  /** Asks the person for files, at most so many; what they are is main's to know, not where. */
  pickFiles: v.object({
    most: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(ATTACH.of)),
  }),
  /** Stores one of those; `attaching` tells how far it is. */
  attachPicked: token,
  /** Makes ready for a file that the page has: dropped, or pasted. */
  beginFile: v.object({
    name: text(ATTACH.said),
    mime: text(ATTACH.mime),
    size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(ATTACH.bytes)),
  }),
  /** Its next bytes; answers when there is room for more. */
  addPiece: v.object({ ...token.entries, bytes: piece }),
  /** That was all of it. */
  endFile: token,
  /** It is not wanted any more, or not taken at all. */
  stopFile: token,
  /** The drafts refer to these files, and to no others any more. Answers which of them are there. */
  keepFiles: v.object({ ids: v.pipe(v.array(attachment), v.maxLength(DRAFT_FILES)) }),
  /** What somebody who is asked for help wants to know of this app: no names, no texts, no tokens. */
  diagnostics: nothing,
  /** Shows the log in the system's own window of files. */
  showLog: nothing,
  copy: v.object({ text: text(COPIED) }),
} as const

export type CommandName = keyof typeof COMMAND_SCHEMAS
export type CommandInput<Name extends CommandName> = v.InferOutput<(typeof COMMAND_SCHEMAS)[Name]>

export type * from './ipc-output'

export type EventName = keyof WindowEvents
export const EVENT_NAMES = [
  'arrived',
  'changed',
  'removed',
  'carriedOut',
  'counts',
  'devices',
  'requests',
  'pairing',
  'exporting',
  'attaching',
  'status',
  'settings',
  'show',
  'go',
] as const satisfies readonly EventName[]

/**
 * What only a person's own click or key may ask. A page that was taken over by text could call the rest; these
 * it could not (`src/preload/index.ts`).
 */
export const NEEDS_GESTURE: readonly CommandName[] = [
  'forward',
  'cancel',
  'later',
  'decide',
  'unblock',
  'block',
  'forget',
  'rename',
  'allow',
  'revoke',
  'eraseBefore',
  'exportHistory',
  'pair',
  'setSettings',
  'resetSettings',
  'startFresh',
  'openLink',
  'openBodyLink',
  'saveAttachment',
  'pickFiles',
  'showLog',
]

export const channelOf = (name: CommandName | EventName): string => `bellhop:${name}`

/** An answer over IPC: Electron strips custom fields from errors, so failures are values. */
export type Answer<Value> =
  Readonly<{ ok: true; value: Value }> | Readonly<{ ok: false; code: string; message: string }>

/** `window.bellhop`: one function a command, and `on` for events. */
export type BellhopApi = {
  readonly [Name in CommandName]: undefined extends CommandInput<Name>
    ? () => Promise<Answer<CommandOutput[Name]>>
    : (input: CommandInput<Name>) => Promise<Answer<CommandOutput[Name]>>
} & {
  /** Calls back with data only; answers how to stop. */
  readonly on: <Name extends EventName>(
    name: Name,
    listener: (value: WindowEvents[Name]) => void,
  ) => () => void
}

export type { FeedQuery }
