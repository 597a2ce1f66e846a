// What the owner may do with a hub: the methods of its face, each a few lines over the rooms.

import { HUB_ID, type Party } from '../../shared/model'
import type { Draft } from '../../shared/protocol/commands'
import { refuse, type Refusal } from '../../shared/protocol/errors'
import type { Accepted, Attached } from '../../shared/protocol/frames'
import type { Decision, FeedItem, ForwardResult, ScheduledView } from '../../shared/views'
import { HUB_KEY } from './history/types'
import { deliveriesOf, exportedOf } from './delivery/receivers'
import { forwardOf, type Publication } from './delivery/publication'
import type { AttachmentSource, Hub } from './face'
import type { Scheduled } from './history/types'
import type { Lifecycle } from './lifecycle'
import { devicesOf } from './owner-devices'
import type { Rooms } from './rooms'

/** So many of an export are in memory at a time. */
const EXPORTED = 50

/** The face of a hub. */
export function ownerOf(rooms: Rooms, lifecycle: Lifecycle): Hub {
  const { history, directory, admission, events, memory } = rooms
  const self = (): Party => ({ id: HUB_ID, name: memory.config.name })
  const publish = (publication: Publication): Promise<Accepted | Refusal> =>
    new Promise((resolve) => {
      rooms.publish(publication, resolve)
    })
  return {
    start: () => lifecycle.start(),
    stop: () => lifecycle.stop(),
    status: () => memory.status,
    startFresh: () => lifecycle.startFresh(),
    forgetSalvaged: async () => {
      await history.forgetSalvaged()
      memory.status = { ...memory.status, salvaged: null }
      events.emit('status', memory.status)
    },
    configure: (change) => lifecycle.configure(change),
    doctor: async () => {
      const { examine } = await import('./doctor/doctor')
      return examine(memory.status, memory.config)
    },
    backUp: () => rooms.backups.make(),
    backupProgress: () => rooms.backups.progress(),
    knowBackupFailure: () => rooms.backups.knowFailure(),
    makeRoom: () => history.makeRoom(),

    publish: (draft: Draft) => publish({ sender: { party: self(), lane: 'owner' }, draft }),
    forward: async (ids, to) => {
      const items = await Promise.all(ids.map((id) => history.one(id)))
      const found = items.flatMap((one) => (one ? [one.item] : [])).sort((a, b) => a.seq - b.seq)
      return Promise.all(
        found.map((item) => publish(forwardOf(item, to, HUB_ID)).then(resultOf(item))),
      )
    },
    react: (ids, reaction) =>
      rooms.reactions.react({ ids, device: HUB_KEY, by: self(), ...reaction }),
    cancel: (id) => rooms.reactions.cancel(id, self(), null),
    markRead: async (ids, isRead) => {
      const outcome = await history.markRead(ids, isRead)
      rooms.reactions.tell(outcome, self(), new Set([HUB_KEY]))
    },

    erase: async (what) => {
      const erased = await history.erase(what)
      if (!erased) return refuse('unknown_id', { field: 'ids' })
      // One that was being made meanwhile may hold it.
      await rooms.backups.forget()
      return erased
    },

    countBefore: (timeMs) => history.countBefore(timeMs),
    feed: (query, signal) => history.feed(query, signal),
    list: (query) => history.list(query),
    exported: async (query) => {
      const page = await history.exported({ ...query, limit: EXPORTED })
      return page.map((found) => exportedOf(found, rooms.receivers))
    },
    scheduled: async (limit) => {
      const { items } = await history.scheduled(Number.MAX_SAFE_INTEGER, limit)
      return items.map(scheduledView)
    },
    isScheduled: (id) => history.isScheduled(id),
    counts: () => memory.counts,
    unreadBy: () => history.unreadBy(),
    notification: async (id) => {
      const found = await history.one(id)
      return found && { item: found.item, deliveries: deliveriesOf(found, rooms.receivers) }
    },
    attachment: (id) => history.attachment(id),
    attach: (source) => storeFile(rooms, source),
    keepForDraft: (ids) => history.keepForDraft(ids),

    devices: () => directory.views(),
    requests: () => admission.requests(),
    blocked: () => admission.blocked(),
    decide: (key, decision) => decide(rooms, key, decision),
    audit: ({ before = Number.MAX_SAFE_INTEGER, limit }) => history.audited(before, limit),
    pair: () => rooms.invitation.open(),
    stopPairing: () => rooms.invitation.close(),
    pairing: () => rooms.invitation.view(),
    unblock: async (key) => {
      const isDone = await admission.unblock(key)
      if (isDone) rooms.audit.note('unblocked', { who: key })
      return isDone
    },
    ...devicesOf(rooms),
    on: (name, listener) => events.on(name, listener),
  }
}

/** A file of the owner's, as fast as the disk takes it. */
async function storeFile(
  { uploads }: Rooms,
  { name, mime, size, bytes }: AttachmentSource,
): Promise<Attached | Refusal> {
  const uploader = { fromKey: HUB_ID, countedAs: HUB_ID }
  const incoming = await uploads.begin(uploader, { name, mime, size: size ?? null })
  if ('code' in incoming) return incoming
  try {
    for await (const piece of bytes) {
      const refusal = await incoming.write(asBuffer(piece))
      if (refusal) return refusal
    }
    return await incoming.finish()
  } finally {
    // Of what is stored by now this changes nothing.
    await incoming.abort()
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

const DECIDED = { allow: 'allowed', once: 'allowed_once', block: 'blocked' } as const

async function decide(rooms: Rooms, key: string, decision: Decision): Promise<boolean> {
  const request = rooms.admission.requests().find((one) => one.key === key)
  const isDone = await rooms.admission.decide(key, decision)
  if (isDone && request) {
    const { id, name, address } = request
    rooms.audit.note(DECIDED[decision], { who: id ?? key, name, address })
  }
  return isDone
}

function scheduledView({ id, timeMs, from, to, content }: Scheduled): ScheduledView {
  return { ...content, id, time: new Date(timeMs).toISOString(), from, to }
}

function resultOf(item: FeedItem): (result: Accepted | Refusal) => ForwardResult {
  return (result) =>
    'code' in result
      ? { id: item.id, count: 0, unknown: [], full: [], refusal: result.code }
      : { id: result.id, count: result.count, unknown: result.unknown, full: result.full }
}
