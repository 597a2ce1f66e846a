// A publication in its forms along the path: what goes to the store, what its sender is answered, what goes out.
// Pure but for the hash.

import { createHash } from 'node:crypto'
import type { AttachmentId, DeviceId, Lane, NotificationId, Party } from '../../../shared/model'
import { HUB_ID } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Draft } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Accepted } from '../../../shared/protocol/frames'
import type { FeedItem } from '../../../shared/views'
import type {
  DeviceKey,
  NewAttachment,
  NewNotification,
  Recorded,
  Scheduled,
  StoredNotification,
} from '../history/types'
import type { Route } from '../routing/route'

/** Who publishes, as the hub knows it by now. */
export type Sender = Readonly<{ party: Party; lane: Lane }>

export type Publication = Readonly<{
  sender: Sender
  draft: Draft
  attachments?: readonly NewAttachment[]
  /** Of a forward: what the original had. */
  refs?: readonly AttachmentId[]
  /** Who sends on what somebody else wrote, and the original. */
  forwarder?: DeviceId
  forwardedId?: NotificationId
}>

export type Publisher = (
  publication: Publication,
  /** Called when it is synced to disk, or refused; before anybody else is told. */
  answer: (result: Accepted | Refusal) => void,
) => void

/** At most so many receivers are named in an answer. */
const NAMED = 1_000

/** What goes to the store. */
export function newRecord(
  publication: Publication,
  way: Route,
  id: NotificationId,
  timeMs: number,
  /** null: now. */
  dueMs: number | null,
): NewNotification {
  const { sender, draft, attachments = [], refs = draft.attachments, forwardedId } = publication
  return {
    id,
    timeMs,
    from: sender.party,
    fromKey: foldId(sender.party.id),
    lane: sender.lane,
    to: way.to,
    content: draft.content,
    ...(draft.ref === undefined ? {} : { ref: draft.ref }),
    digest: draft.ref === undefined ? '' : digestOf(draft),
    queued: keysOf(way),
    resolved: way.targets.slice(0, NAMED).map((target) => target.id),
    count: way.targets.length,
    unknown: way.unknown,
    isForHub: way.isForHub,
    attachments,
    ...(refs ? { refs } : {}),
    ...(forwardedId === undefined ? {} : { forwardedId }),
    ...(draft.receipts ? { receipts: draft.receipts } : {}),
    ...(dueMs === null ? {} : { dueMs }),
  }
}

/** What goes to the store of a scheduled one that is due, for those whom its addresses name by now. */
export function dueRecord(scheduled: Scheduled, way: Route, timeMs: number): NewNotification {
  const { id, from, fromKey, lane, to, content, receipts, ref, digest } = scheduled
  return {
    ...{ id, timeMs, from, fromKey, lane, content },
    // Should nobody be left, it still says whom it was for.
    to: way.to.length === 0 ? to : way.to,
    ...(ref === null ? {} : { ref }),
    digest: digest ?? '',
    queued: keysOf(way),
    resolved: [],
    count: way.targets.length,
    unknown: [],
    isForHub: way.isForHub,
    attachments: [],
    ...(receipts ? { receipts } : {}),
    scheduled,
  }
}

function keysOf({ targets }: Route): DeviceKey[] {
  const keys: DeviceKey[] = []
  for (const { key } of targets) if (key !== null) keys.push(key)
  return keys
}

function digestOf({ to, content, attachments }: Draft): string {
  return createHash('sha256')
    .update(JSON.stringify([to, content, ...(attachments ? [attachments] : [])]))
    .digest('base64url')
}

/** What the sender is answered. */
export function answerTo(
  result: Recorded,
  record: NewNotification,
  idOf: (key: DeviceKey) => DeviceId | null,
): Accepted | Refusal {
  if (result.kind === 'refused') return refusalOf(result.code)
  const first = result.kind === 'repeated' ? result : record
  const { dueMs } = first
  const seq = result.kind === 'scheduled' ? null : result.seq
  const full = result.kind === 'scheduled' ? [] : result.full
  return {
    ...(record.ref === undefined ? {} : { ref: record.ref }),
    id: first.id,
    ...(seq === null ? {} : { seq }),
    ...(dueMs === undefined ? {} : { at: new Date(dueMs).toISOString() }),
    time: new Date(first.timeMs).toISOString(),
    to: first.resolved,
    count: first.count,
    unknown: first.unknown,
    full: full.flatMap((key) => idOf(key) ?? []),
  }
}

function refusalOf(code: Extract<Recorded, { kind: 'refused' }>['code']): Refusal {
  if (code === 'schedule_full') {
    const message = 'Too much is scheduled already. Nothing was stored.'
    return refuse('queue_full', { field: 'at', message })
  }
  if (code === 'unknown_attachment') {
    const message = 'There is no such attachment of yours. It may have been removed: send it again.'
    return refuse('unknown_id', { field: 'attachments', message })
  }
  return refuse(code, code === 'ref_conflict' ? { field: 'ref' } : {})
}

type Stored = Extract<Recorded, { kind: 'stored' }>

/** The same as the store would give it back. */
export function storedItem(
  record: NewNotification,
  stored: Stored,
  way: Route,
): StoredNotification {
  const { id, timeMs, from, lane, to, content, isForHub } = record
  const item = {
    ...content,
    id,
    seq: stored.seq,
    time: new Date(timeMs).toISOString(),
    from,
    to,
    lane,
    isForHub,
    // What is not for the hub is nobody's to read here.
    isRead: !isForHub,
    receivers: way.targets.length - (isForHub ? 1 : 0),
  }
  const isPlain = !stored.attachments && !record.forwardedId && !stored.replaced
  // Copying is most of the work here, and seldom is there something to add.
  return isPlain ? item : { ...item, ...tiesOf(record, stored) }
}

function tiesOf({ forwardedId, content }: NewNotification, { attachments, replaced }: Stored) {
  return {
    ...(attachments ? { attachments } : {}),
    ...(forwardedId === undefined ? {} : { forwarded: { by: HUB_ID, id: forwardedId } }),
    ...(replaced ? { replaces: replaced.id } : {}),
    ...(replaced && replaced.priority >= content.priority ? ({ isQuiet: true } as const) : {}),
  }
}

/** A forward keeps its first sender, and points to the original. */
export function forwardOf(item: FeedItem, to: readonly string[], forwarder: DeviceId): Publication {
  const { title, body, format, priority, tags, click, icon, progress, data, actions, ttl } = item
  const content = {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    format,
    priority,
    ...(tags ? { tags } : {}),
    ...(click === undefined ? {} : { click }),
    ...(icon === undefined ? {} : { icon }),
    ...(progress === undefined ? {} : { progress }),
    ...(data === undefined ? {} : { data }),
    ...(actions === undefined ? {} : { actions }),
    ...(ttl === undefined ? {} : { ttl }),
  }
  return {
    sender: { party: item.from, lane: item.lane },
    forwarder,
    draft: { to, content },
    refs: (item.attachments ?? []).map(({ id }) => id),
    forwardedId: item.forwarded?.id ?? item.id,
  }
}
