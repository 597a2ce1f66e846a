// One notification in its three forms: as it comes to be recorded, as a row, and as everybody sees it.

import {
  HUB_ID,
  type Action,
  type Attachment,
  type AttachmentId,
  type DeviceId,
  type Ending,
  type Format,
  type Forwarded,
  type Json,
  type Lane,
  type NotificationId,
  type Priority,
  type Then,
} from '../../../shared/model'
import { FIELD } from '../../../shared/protocol/limits'
import type { FeedItem } from '../../../shared/views'
import { comparable, isOdd, parsed, readable } from './text'
import type { DeviceKey, NewNotification } from './shapes'

/** What a row has beyond its `seq`. */
export const ROW_COLUMNS = [
  'id',
  'time',
  'from_key',
  'from_id',
  'from_name',
  'lane',
  'for_hub',
  'unread',
  'priority',
  'format',
  'receivers',
  'attached',
  'bytes',
  'ttl',
  'queued',
  'ref',
  'digest',
  'answer',
  'targets',
  'tags',
  'rest',
  'title',
  'body',
] as const

/** Whether the person at the hub, whose key is 0, is done with it. */
export const DISMISSED =
  "EXISTS (SELECT 1 FROM receipts r WHERE r.seq = n.seq AND r.device = 0 AND r.state = 'dismissed')"

/** The columns that `toItem` needs. */
export const ITEM_COLUMNS =
  'n.seq, n.id, n.time, n.from_id, n.from_name, n.lane, n.for_hub, n.unread, n.priority, n.format, ' +
  'n.receivers, n.attached, n.bytes, n.ttl, n.queued, n.targets, n.tags, n.rest, n.title, n.body, ' +
  '(SELECT state FROM ended e WHERE e.seq = n.seq) AS ended, ' +
  `${DISMISSED} AS dismissed`

export type ItemRow = {
  seq: number
  id: string
  time: number
  from_id: string
  from_name: string
  lane: string
  for_hub: number
  unread: number
  priority: number
  format: string
  receivers: number
  attached: number
  bytes: number
  ttl: number | null
  queued: string | null
  targets: string
  tags: string | null
  rest: string | null
  title: string | null
  body: string | null
  ended: string | null
  dismissed: number
}

/** What few notifications have, in one column; texts only if their own columns cannot hold them exactly. */
type Rest = {
  click?: string
  icon?: string
  progress?: number
  data?: Json
  actions?: readonly Action[]
  replace?: string
  re?: NotificationId
  until?: 'ack'
  repeat?: number
  then?: readonly Then[]
  replaces?: NotificationId
  at?: string
  /** As written, where the column says what was left of it; null = none was. */
  ttl?: number | null
  forwardedId?: NotificationId
  title?: string
  body?: string
  fromName?: string
}

/** A row as everybody sees it. */
export function toItem(row: ItemRow, attachments: readonly Attachment[]): FeedItem {
  const {
    forwardedId,
    fromName = row.from_name,
    ttl = row.ttl,
    ...rest
  } = row.rest === null ? ({} as Rest) : parsed<Rest>(row.rest, {})
  return {
    ...(row.title === null ? {} : { title: row.title }),
    ...(row.body === null ? {} : { body: row.body }),
    format: row.format as Format,
    priority: row.priority as Priority,
    ...(row.tags === null ? {} : { tags: parsed<string[]>(row.tags, []) }),
    ...rest,
    ...(ttl === null ? {} : { ttl }),
    ...place(row.id as NotificationId, row.seq, row.time),
    from: { id: row.from_id as DeviceId, name: fromName },
    to: parsed<string[]>(row.targets, []),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(forwardedId === undefined ? {} : { forwarded: forwardedFrom(forwardedId) }),
    lane: row.lane as Lane,
    isForHub: row.for_hub === 1,
    isRead: row.unread === 0,
    ...(row.dismissed === 1 ? { isDismissed: true } : {}),
    receivers: row.receivers,
    ...(row.ended === null ? {} : { ended: row.ended as Ending }),
  }
}

/** A notification on its way into a row: its size is known before it is decided who gets it. */
export type DraftRow = Readonly<{
  /** Of its texts, UTF-8. */
  bytes: number
  /** Everything but `seq`, in the order of ROW_COLUMNS. */
  values: (queued: readonly DeviceKey[], answer: string | null) => (string | number | null)[]
}>

/** `replaces`: whose place it takes. `attached`: how many attachments are listed. */
export function draftRow(
  notification: NewNotification,
  replaces: NotificationId | null,
  attached: number,
): DraftRow {
  const { content, from, isForHub, ref } = notification
  const texts = textsOf(notification, replaces)
  const bytes = bytesOf(texts)
  const values: DraftRow['values'] = (queued, answer) => [
    notification.id,
    notification.timeMs,
    notification.fromKey,
    from.id,
    readable(from.name),
    notification.lane,
    isForHub ? 1 : 0,
    isForHub ? 1 : 0,
    content.priority,
    content.format,
    receiversOf(notification),
    attached,
    bytes,
    ttlLeft(notification),
    queuedText(queued),
    ref === undefined ? null : comparable(ref),
    ref === undefined ? null : notification.digest,
    answer,
    JSON.stringify(notification.to),
    texts.tags,
    texts.rest,
    texts.title,
    texts.body,
  ]
  return { bytes, values }
}

/** Device keys so that one of them can be found by a plain search: `,12,15,`. */
export function queuedText(keys: readonly DeviceKey[]): string | null {
  return keys.length === 0 ? null : `,${keys.join(',')},`
}

export function queuedKeys(text: string | null): DeviceKey[] {
  return text === null ? [] : text.slice(1, -1).split(',').map(Number)
}

/** When it leaves the queues of absent devices, ms since the epoch. */
export function expiryOf(timeMs: number, ttl: number | null | undefined): number {
  return timeMs + (ttl ?? FIELD.defaultTtlSeconds) * 1_000
}

/** Seconds that it waits from its `time` on; null = the usual span. What was scheduled waits from when it was due. */
export function ttlLeft({ content, timeMs, scheduled }: NewNotification): number | null {
  const lateSeconds = scheduled ? Math.floor((timeMs - scheduled.dueMs) / 1_000) : 0
  if (lateSeconds <= 0) return content.ttl ?? null
  return Math.max(0, (content.ttl ?? FIELD.defaultTtlSeconds) - lateSeconds)
}

export function attachmentOf(id: string, name: string, mime: string, size: number): Attachment {
  return { id: id as AttachmentId, name, mime, size, url: `/v1/attachments/${id}` }
}

function place(id: NotificationId, seq: number, timeMs: number) {
  return { id, seq, time: new Date(timeMs).toISOString() }
}

/** Only the owner forwards, so it is always the hub. */
function forwardedFrom(id: NotificationId): Forwarded {
  return { by: HUB_ID, id }
}

function receiversOf({ count, isForHub }: NewNotification): number {
  return count - (isForHub ? 1 : 0)
}

type Texts = { [Name in 'title' | 'body' | 'tags' | 'rest']: string | null }

function textsOf(notification: NewNotification, replaces: NotificationId | null): Texts {
  const { title, body, tags } = notification.content
  return {
    title: title === undefined ? null : readable(title),
    body: body === undefined ? null : readable(body),
    tags: tags ? JSON.stringify(tags) : null,
    rest: restOf(notification, replaces),
  }
}

function restOf(notification: NewNotification, replaces: NotificationId | null): string | null {
  const { content, from, forwardedId } = notification
  const { click, icon, progress, data, at, ttl = null, actions } = content
  const { replace, re, until, repeat, then } = content
  const rest = {
    click,
    icon,
    progress,
    data,
    actions,
    replace,
    re,
    until,
    repeat,
    then,
    replaces: replaces ?? undefined,
    at,
    ttl: ttlLeft(notification) === ttl ? undefined : ttl,
    forwardedId,
    title: oddOnly(content.title),
    body: oddOnly(content.body),
    fromName: oddOnly(from.name),
  }
  const isEmpty = Object.values(rest).every((value) => value === undefined)
  return isEmpty ? null : JSON.stringify(rest)
}

function oddOnly(text: string | undefined): string | undefined {
  return text !== undefined && isOdd(text) ? text : undefined
}

function bytesOf({ title, body, tags, rest }: Texts): number {
  return lengthOf(title) + lengthOf(body) + lengthOf(tags) + lengthOf(rest)
}

function lengthOf(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(text)
}
