// What the window is told, gathered so that it is told at most 20 times a second. Knows the contract, not the
// window itself.

import type { EventName, WindowEvents } from '../../shared/ipc'
import type { NotificationId } from '../../shared/model'
import type { FeedItem } from '../../shared/views'
import type { Hub } from '../hub/hub'
import { atMost } from './at-most'

/** A little more than a twentieth of a second: as the window counts them, some come closer than they were sent. */
const EVERY_MS = 55

type Send = <Name extends EventName>(name: Name, value: WindowEvents[Name]) => void

export type WindowFeed = Readonly<{
  /** From now on the window is told; what was gathered for an earlier one is dropped. */
  open: () => void
  stop: () => void
}>

/** Gathers the hub's events for `send`. Status is told at once: it is rare, and a person waits for it. */
export function feedWindow(hub: Pick<Hub, 'on' | 'requests' | 'blocked'>, send: Send): WindowFeed {
  let isOpen = false
  let arrived: FeedItem[] = []
  const changed = new Map<string, FeedItem>()
  let removed: NotificationId[] = []
  const latest: { -readonly [Name in EventName]?: WindowEvents[Name] } = {}

  const flush = atMost(EVERY_MS, () => {
    const news = arrived
    const others = [...changed.values()]
    const gone = removed
    arrived = []
    removed = []
    changed.clear()
    if (news.length > 0) send('arrived', news)
    if (others.length > 0) send('changed', others)
    if (gone.length > 0) send('removed', gone)
    if (latest.counts) send('counts', latest.counts)
    if (latest.devices) send('devices', latest.devices)
    if (latest.requests) send('requests', latest.requests)
    delete latest.counts
    delete latest.devices
    delete latest.requests
  })
  const gather = (note: () => void): void => {
    if (!isOpen) return
    note()
    flush.ask()
  }
  const askers = () => ({ requests: hub.requests(), blocked: hub.blocked() })
  const offs = [
    hub.on('arrived', (items) => gather(() => void arrived.push(...items))),
    hub.on('changed', (items) => gather(() => items.forEach((item) => changed.set(item.id, item)))),
    hub.on('removed', (ids) => gather(() => (removed = [...removed, ...ids]))),
    hub.on('counts', (counts) => gather(() => (latest.counts = counts))),
    hub.on('devices', (devices) => gather(() => (latest.devices = devices))),
    hub.on('requests', () => gather(() => (latest.requests = askers()))),
    hub.on('blocked', () => gather(() => (latest.requests = askers()))),
  ]
  return {
    open: () => {
      arrived = []
      removed = []
      changed.clear()
      isOpen = true
    },
    stop: () => {
      flush.stop()
      for (const off of offs) off()
    },
  }
}
