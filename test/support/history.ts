// A real history on real files with its real worker, for one test, and notifications for it.

import { cpSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { createHistory, type HistoryOptions } from '../../src/main/hub/history/history'
import type {
  DeviceKey,
  History,
  NewNotification,
  Opened,
  Recorded,
  Waiting,
} from '../../src/main/hub/history/types'
import { systemClock } from '../../src/main/hub/ports'
import type { AttachmentId, Content, DeviceId, NotificationId } from '../../src/shared/model'
import type { HandClock } from './clock'
import { SILENT, temporaryFolder, WORKER_URL } from './hub'

export type TestHistory = Readonly<{ history: History; opened: Opened; dataDir: string }>

/** A history that is not opened yet; closed when the test ends. */
export function makeHistory(options: Partial<HistoryOptions> = {}): TestHistory['history'] {
  const dataDir = options.dataDir ?? temporaryFolder()
  const history = createHistory({
    clock: systemClock,
    log: SILENT,
    workerUrl: WORKER_URL,
    ...options,
    dataDir,
  })
  onTestFinished(() => history.close())
  return history
}

export async function openHistory(options: Partial<HistoryOptions> = {}): Promise<TestHistory> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const history = makeHistory({ ...options, dataDir })
  return { history, opened: await history.open(), dataDir }
}

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
    },
  }
}

export function recorded(history: History, notification: NewNotification): Promise<Recorded> {
  return new Promise((resolve) => history.record(notification, resolve))
}

/** All in one turn, so that they share a transaction. */
export function recordedTogether(
  history: History,
  notifications: readonly NewNotification[],
): Promise<Recorded[]> {
  return Promise.all(notifications.map((notification) => recorded(history, notification)))
}

export function waitingFor(
  history: History,
  device: DeviceKey,
  after = 0,
  limit = 1_000,
): Promise<Waiting> {
  return new Promise((resolve) => history.waiting(device, after, limit, resolve))
}

export function addressedTo(
  history: History,
  device: DeviceKey,
  since = 0,
  limit = 1_000,
): Promise<Waiting> {
  return new Promise((resolve) => history.addressed(device, since, limit, resolve))
}

/** A device of this ID; answers its key. */
export function saved(history: History, id: string): Promise<DeviceKey> {
  return history.saveDevice({
    key: null,
    id: id as DeviceId,
    name: id,
    kind: 'other',
    by: 'token',
    tokenHash: null,
    seenMs: 0,
  })
}

/** Lets the clock come to the next time at which memory is written down, and waits until it is. */
export async function settle(history: History, clock: HandClock): Promise<void> {
  clock.advance(500)
  await history.attachment('0'.repeat(26) as AttachmentId)
}

/** The files as a power cut would leave them, in a folder of their own. */
export function crashImage(dataDir: string): string {
  const folder = temporaryFolder()
  cpSync(dataDir, folder, { recursive: true })
  return folder
}
