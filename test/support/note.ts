// Notifications to be recorded.

import type { NewNotification } from '../../src/main/hub/history/types'
import type { Content, DeviceId, NotificationId } from '../../src/shared/model'

/** Twenty-six characters that are in order, as the hub's IDs are. */
export function idOf(number: number): NotificationId {
  return number.toString().padStart(26, '0') as NotificationId
}

type Note = Partial<Omit<NewNotification, 'content'>> & Partial<Content>

let last = 0

/** A notification to the hub alone, unless it says otherwise. */
export function note({
  title,
  body,
  tags,
  ttl,
  data,
  click,
  progress,
  at,
  ...rest
}: Note = {}): NewNotification {
  const queued = rest.queued ?? []
  const isForHub = rest.isForHub ?? queued.length === 0
  const resolved = [
    ...(isForHub ? ['hub' as DeviceId] : []),
    ...queued.map((key) => `device-${String(key)}` as DeviceId),
  ]
  return {
    id: idOf(++last),
    timeMs: Date.now(),
    from: { id: 'sensor' as DeviceId, name: 'Sensor' },
    fromKey: 'sensor',
    lane: 'token',
    to: isForHub ? ['hub'] : resolved,
    digest: '',
    resolved,
    count: resolved.length,
    unknown: [],
    attachments: [],
    ...rest,
    queued,
    isForHub,
    content: {
      format: 'text',
      priority: 3,
      ...(title === undefined ? {} : { title }),
      body: body ?? `number ${String(last)}`,
      ...(tags === undefined ? {} : { tags }),
      ...(ttl === undefined ? {} : { ttl }),
      ...(data === undefined ? {} : { data }),
      ...(click === undefined ? {} : { click }),
      ...(progress === undefined ? {} : { progress }),
      ...(at === undefined ? {} : { at }),
    },
  }
}
