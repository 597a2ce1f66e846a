// A real history on real files with its real worker, for one test.

import { cpSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { createHistory, type HistoryOptions } from '../../src/main/hub/history/history'
import type {
  DeviceKey,
  History,
  NewNotification,
  Opened,
  Recorded,
  PageDone,
  Waiting,
} from '../../src/main/hub/history/types'
import { systemClock } from '../../src/main/hub/ports'
import type { AttachmentId, DeviceId } from '../../src/shared/model'
import type { HandClock } from './clock'
import { SILENT } from './log'
import { temporaryFolder, WORKER_URL } from './hub'

export { idOf, note } from './note'

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
  return new Promise((resolve, reject) => {
    history.waiting(device, after, limit, settledBy(resolve, reject))
  })
}

export function addressedTo(
  history: History,
  device: DeviceKey,
  since = 0,
  limit = 1_000,
): Promise<Waiting> {
  return new Promise((resolve, reject) => {
    history.addressed(device, since, limit, settledBy(resolve, reject))
  })
}

function settledBy(resolve: (page: Waiting) => void, reject: (error: Error) => void): PageDone {
  return (page) => {
    if (page) resolve(page)
    else reject(new Error('The page could not be read.'))
  }
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
