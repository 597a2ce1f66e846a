// The hub's public face, and the path of a notification. The only file of this room that others name.

import { foldId } from '../../shared/protocol/addresses'
import { refuse } from '../../shared/protocol/errors'
import { answerTo, dueRecord, newRecord, storedItem, type Publisher } from './delivery/publication'
import { dueOf, type Release } from './delivery/schedule'
import { blockOfId } from './devices/registry'
import { isProved, lackingToPublish, may } from './devices/rights'
import type { Hub, HubOptions } from './face'
import type { NewNotification, Recorded } from './history/types'
import { Lifecycle } from './lifecycle'
import { ownerOf } from './owner'
import type { DeviceKey } from './history/types'
import { Rooms } from './rooms'
import { route, type Route, type Target } from './routing/route'
import { newMemory } from './status'

export type * from './face'
export type { Clock, Log } from './ports'
export { writePrivate } from './private-file'

/** Makes a hub. Nothing happens before `start`. */
export function createHub(options: HubOptions): Hub {
  const rooms = new Rooms(options, newMemory(options), { publish: pathThrough, release: dueIn })
  const hub: Hub = ownerOf(rooms, new Lifecycle(options, rooms, () => hub))
  return hub
}

/** The queues that a notification went to. */
function keysOf(targets: readonly Target[]): ReadonlySet<DeviceKey> {
  return new Set(targets.flatMap(({ key }) => (key === null ? [] : [key])))
}

/**
 * The path of a notification from a checked draft on; every door enters here. Decide, record, act: nobody is
 * told of anything before it is on disk.
 */
function pathThrough(rooms: Rooms): Publisher {
  return (publication, answer) => {
    if (rooms.memory.isStopping) return answer(refuse('shutting_down'))
    const { sender, draft } = publication
    const nowMs = rooms.clock.nowMs()
    const dueMs = dueOf(draft, nowMs)
    if (typeof dueMs === 'object' && dueMs !== null) return answer(dueMs)
    const author = foldId(publication.forwarder ?? sender.party.id)
    const device = sender.lane === 'token' ? rooms.registry.byFold(author) : null
    const lacking = publication.forwarder ? null : lackingToPublish(publication, device)
    if (lacking) return answer(lacking)
    const lane = publication.forwarder ? 'owner' : sender.lane
    const directory = rooms.directory.reachableBy(lane, publication.forwarder ? null : device)
    const way = route(draft.to, author, directory)
    if (way.targets.length === 0) return answer(refuse('unknown_recipient', { field: 'to' }))
    const record = newRecord(publication, way, rooms.newId(), nowMs, dueMs)
    rooms.history.record(record, (result, left) => {
      try {
        // Before the answer: an answered sender begins to work, where it shares a processor with those who wait.
        if (result.kind === 'stored') bring(rooms, { record, way, author }, result, left)
        if (result.kind === 'scheduled' && dueMs !== null) rooms.schedule.added(dueMs)
      } finally {
        answer(answerTo(result, record, (key) => rooms.idOf(key)))
      }
    })
  }
}

/** The same path for what is due by now. What it is addressed to is looked up again. */
function dueIn(rooms: Rooms): Release {
  return async (one) => {
    const author = one.fromKey
    const device = one.lane === 'token' ? rooms.registry.byFold(author) : null
    const maySend = one.lane !== 'token' || (isProved(device) && may(device, 'publish'))
    // What somebody had scheduled who lost the right to send is refused like all else of theirs.
    if (!maySend || rooms.registry.isBlocked(blockOfId(author))) {
      await rooms.history.cancel(one.id, null)
      return true
    }
    const way = route(one.to, author, rooms.directory.reachableBy(one.lane, device))
    const record = dueRecord(one, way, rooms.clock.nowMs())
    return new Promise((resolve) => {
      rooms.history.record(record, (result, left) => {
        if (result.kind === 'stored') bring(rooms, { record, way, author }, result, left)
        resolve(result.kind === 'stored' || isTakenBack(result))
      })
    })
  }
}

function isTakenBack(result: Recorded): boolean {
  return result.kind === 'refused' && result.code === 'unknown_id'
}

type Recording = Readonly<{ record: NewNotification; way: Route; author: string }>
type Stored = Extract<Recorded, { kind: 'stored' }>

/** It is on disk: to whoever is here, and to the host. */
function bring(rooms: Rooms, { record, way, author }: Recording, result: Stored, left: number) {
  const item = storedItem(record, result, way)
  const full = new Set(result.full)
  const targets = way.targets.filter(({ key }) => key === null || !full.has(key))
  rooms.stored(item)
  if (result.replaced) rooms.reactions.tell(result.replaced, item.from, keysOf(targets))
  const deliver = () => rooms.courier.deliver({ item, targets, sender: author })
  if (left === 0) rooms.turn.through(deliver)
  else deliver()
}
