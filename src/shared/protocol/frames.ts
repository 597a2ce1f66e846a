// What the hub says: the frames it sends, as types. They are built fresh from our own records, so they need no
// schema at run time.

import type {
  AttachmentId,
  DeliveryState,
  Device,
  DeviceId,
  Ending,
  Notification,
  NotificationId,
  Party,
  Reaction,
  Trust,
  TrustBy,
} from '../model'
import type { ErrorCode } from './errors'

export const PROTOCOL_VERSION = 1
/** The one subprotocol that is ever selected. */
export const SUBPROTOCOL = 'bellhop.v1'

export type Welcome = Readonly<{
  type: 'welcome'
  v: typeof PROTOCOL_VERSION
  hub: Readonly<{ id: DeviceId; name: string; version: string }>
  you: Readonly<{
    id: DeviceId
    name: string
    trust: Trust
    by?: TrustBy
    /** Those it has joined; absent = none. */
    topics?: readonly string[]
  }>
  /** The newest `seq` of the hub. */
  seq: number
  /** Once, when a device is paired. */
  token?: string
  /** `since` lay beyond the hub's newest `seq`. */
  reset?: true
}>

export type Accepted = Readonly<{
  ref?: string
  id: NotificationId
  /** Absent as long as it is scheduled: it gets one when it is due. */
  seq?: number
  /** When it is due, if that lies ahead. */
  at?: string
  time: string
  /** The device IDs it resolved to, at most 1,000. */
  to: readonly DeviceId[]
  count: number
  /** Addresses that name nothing. */
  unknown: readonly string[]
  /** Receivers whose queue is full. */
  full: readonly DeviceId[]
}>

/** A file is stored, and may be referred to by its ID. */
export type Attached = Readonly<{
  ref?: string
  id: AttachmentId
  /** What its bytes are, whatever its sender said. */
  mime: string
  size: number
}>

export type Announce = Readonly<{
  type: 'announce'
  id: NotificationId
  seq: number
  time: string
  from: Party
  to: readonly string[]
}>

export type ErrorFrame = Readonly<{
  type: 'error'
  code: ErrorCode
  message: string
  ref?: string
  field?: string
  /** Seconds. */
  retryAfter?: number
}>

/** What was done about a notification at another receiver, or by its sender. */
export type StateFrame = Readonly<{
  type: 'state'
  id: NotificationId
  state: Reaction | Ending
  by: Party
}>

/** To a sender that asked: how far it came to one receiver. */
export type ReceiptFrame = Readonly<{
  type: 'receipt'
  id: NotificationId
  /** With `failed`: the address as `then` has it. */
  device: string
  state: Exclude<DeliveryState, 'sent'> | 'failed'
  time: string
  reason?: ErrorCode
  action?: string
  text?: string
  /** The forward that brought it there. */
  via?: NotificationId
}>

/** To a sender: a button of its notification was pressed. */
export type ActionFrame = Readonly<{
  type: 'action'
  id: NotificationId
  action: string
  text?: string
  by: Party
  via?: NotificationId
}>

/** A notification that nobody did anything about rings again, for the `n`-th time. */
export type RingFrame = Readonly<{ type: 'ring'; id: NotificationId; n: number }>

export type HubFrame =
  | Welcome
  | (Accepted & Readonly<{ type: 'accepted' }>)
  | (Attached & Readonly<{ type: 'attached' }>)
  | (Notification & Readonly<{ type: 'event' }>)
  | Announce
  | StateFrame
  | RingFrame
  | ReceiptFrame
  | ActionFrame
  | Readonly<{ type: 'devices'; ref?: string; devices: readonly Device[] }>
  | Readonly<{ type: 'presence'; device: Device }>
  | Readonly<{ type: 'pong' | 'ok'; ref?: string }>
  | ErrorFrame

/** Close codes of ours, beside those of RFC 6455. */
export const CLOSE = {
  stopping: 1001,
  policy: 1008,
  tooLarge: 1009,
  tooSlow: 1013,
  replaced: 4001,
} as const
