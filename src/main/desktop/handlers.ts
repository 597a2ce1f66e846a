// What each command of the window does, in a line or two over the hub's face.

import { join } from 'node:path'
import { release } from 'node:os'
import { app, clipboard, dialog, shell } from 'electron'
import { m } from '../../shared/messages/messages'
import { isUntouched } from '../../shared/first-start'
import type { CommandInput, Snapshot, WindowEvents } from '../../shared/ipc'
import type { AttachmentId, NotificationId } from '../../shared/model'
import type { Refusal } from '../../shared/protocol/errors'
import type { OwnScreen } from '../../shared/screens'
import type { FeedPage, ForwardResult, HubStatus, Ticks } from '../../shared/views'
import type { Hub } from '../hub/hub'
import type { Attaching } from './attaching'
import { diagnosticsOf, type About } from './diagnostics'
import type { Exports } from './export'
import { safeFileName } from './file-name'
import type { Handlers } from './ipc'
import type { Later } from './later'
import { carryOut } from './later-work'
import { openBodyLinkOf, openLinkOf } from './links'
import type { Locale } from './locale'
import type { Preferences } from './preferences'
import { saveFile } from './save-file'
import { ticksOf } from './ticks'

const FIRST_PAGE = 100

export type HandlerOptions = Readonly<{
  hub: Hub
  preferences: Preferences
  locale: () => Locale
  status: () => HubStatus
  /** The window has its listeners: from now on it is told of events. */
  subscribe: () => void
  exports: Exports
  attaching: Attaching
  logFile: string
  /** What a toast wants shown, once. */
  takeShown: () => NotificationId | null
  /** What a link wants shown, once. */
  takeScreen: () => OwnScreen | null
  /** Where waits what may be taken back. */
  later: Later
  carriedOut: (ended: WindowEvents['carriedOut']) => void
}>

/** The handlers over this hub. */
export function createHandlers(options: HandlerOptions): Handlers {
  const { hub, preferences, status, later } = options
  const newest = newestOnly()
  return {
    open: () => open(options),
    feed: (query) => hub.feed(withoutAbsent(query), newest()),
    notification: ({ id }) => hub.notification(id),
    ticks: ({ ids }) => ticksFor(hub, ids),
    scheduled: ({ limit }) => hub.scheduled(limit),
    unreadBy: () => hub.unreadBy(),
    cancel: ({ id }) => hub.cancel(id).then((refusal) => refusal === null),
    later: ({ what }) => {
      const token: string = later.start(async () =>
        options.carriedOut({ token, ...(await carryOut(hub, what)) }),
      )
      return token
    },
    undo: ({ token }) => later.undo(token),
    markRead: ({ ids, isRead }) => hub.markRead(ids, isRead).then(none),
    markAllRead: () => hub.markRead('all', true).then(none),
    eraseAll: () => hub.erase({ all: true }).then(none),
    act: ({ id, action, text }) => {
      const press = { state: 'acted', action, ...(text === undefined ? {} : { text }) } as const
      return hub.react([id], press).then((refusal) => refusal === null)
    },
    forward: (input) => forward(hub, input),
    decide: ({ key, decision }) => hub.decide(key, decision).then(none),
    unblock: ({ key }) => hub.unblock(key).then(none),
    block: ({ device }) => hub.block(device).then(none),
    forget: ({ device }) => hub.forget(device).then(none),
    rename: ({ device, name }) => hub.rename(device, name).then(orThrow),
    allow: ({ device, scopes }) => hub.allow(device, scopes).then(orThrow),
    audit: (query) => hub.audit(withoutAbsent(query)),
    countBefore: ({ before }) => hub.countBefore(Date.parse(before)),
    eraseBefore: async ({ before }) => {
      const erased = await hub.erase({ beforeMs: Date.parse(before) })
      if ('code' in erased) throw Object.assign(new Error(erased.message), { code: erased.code })
      return erased
    },
    backUp: () => hub.backUp(),
    knowBackupFailure: () => {
      hub.knowBackupFailure()
      return null
    },
    exportHistory: () => options.exports.begin(),
    stopExport: () => {
      options.exports.stop()
      return null
    },
    revoke: ({ device }) => hub.revoke(device).then(orThrow),
    doctor: () => hub.doctor(),
    pair: () => {
      hub.pair()
      return null
    },
    stopPairing: () => {
      hub.stopPairing()
      return null
    },
    tellStates: ({ device, isTold }) =>
      hub.tellStates(device, isTold).then((refusal) => refusal === null),
    setSettings: (change) => preferences.write(withoutAbsent(change)),
    resetSettings: async () => {
      await preferences.reset()
      await hub.start()
      return null
    },
    startFresh: async () => {
      await hub.startFresh()
      return status()
    },
    forgetSalvaged: () => hub.forgetSalvaged().then(none),
    retry: async () => {
      if (!preferences.isDamaged()) await hub.start()
      return status()
    },
    openLink: ({ id, action }) => openLinkOf(hub, id, action),
    openBodyLink: ({ id, url }) => openBodyLinkOf(hub, id, url),
    saveAttachment: ({ id }) => saveAttachment(hub, id as AttachmentId),
    ...options.attaching.handlers,
    diagnostics: () => ({ text: diagnosticsOf(aboutOf(options)), log: options.logFile }),
    showLog: () => {
      shell.showItemInFolder(options.logFile)
      return null
    },
    copy: async ({ text }) => {
      await clipboard.writeText(text)
      return null
    },
  }
}

function aboutOf({ hub, preferences, status, locale }: HandlerOptions): About {
  return {
    status: status(),
    settings: preferences.read(),
    counts: hub.counts(),
    devices: hub.devices(),
    versions: process.versions,
    system: `${process.platform} ${release()} ${process.arch}`,
    locale: locale(),
  }
}

/** Subscribes first: what comes while the snapshot is made is told twice rather than never. */
async function open(options: HandlerOptions): Promise<Snapshot> {
  const { hub, preferences } = options
  options.attaching.stop()
  options.subscribe()
  const feed = await firstPage(hub)
  inviteTheFirst(hub)
  return {
    status: options.status(),
    settings: preferences.read(),
    locale: options.locale(),
    platform: process.platform as Snapshot['platform'],
    feed,
    counts: hub.counts(),
    devices: hub.devices(),
    requests: hub.requests(),
    blocked: hub.blocked(),
    pairing: hub.pairing(),
    show: options.takeShown(),
    go: options.takeScreen(),
  }
}

/** The page cannot ask for it without a person's click, and whoever sees it first is to have a code to scan. */
function inviteTheFirst(hub: Hub): void {
  const known = { counts: hub.counts(), devices: hub.devices(), requests: hub.requests() }
  const isOpen = hub.pairing().state === 'open'
  if (isUntouched(known) && hub.status().state === 'listening' && !isOpen) hub.pair()
}

/** A hub that could not open its history has no feed, and the window must come up to say so. */
async function firstPage(hub: Hub): Promise<FeedPage> {
  try {
    return await hub.feed({ place: 'inbox', limit: FIRST_PAGE })
  } catch {
    return { items: [], hasMore: false }
  }
}

/** One after the other: each may have a thousand receivers. */
async function ticksFor(hub: Hub, ids: readonly NotificationId[]): Promise<readonly Ticks[]> {
  const found: Ticks[] = []
  for (const id of ids) {
    const detail = await hub.notification(id)
    if (detail) found.push(ticksOf(id, detail.deliveries))
  }
  return found
}

/** A note answers the first of the forwards, so that it can be told what it is about. */
async function forward(
  hub: Hub,
  { ids, to, note = '' }: CommandInput<'forward'>,
): Promise<readonly ForwardResult[]> {
  const results = await hub.forward(ids, to)
  const re = results.find(({ refusal }) => refusal === undefined)?.id
  const body = note.trim()
  if (body !== '' && re !== undefined) {
    await hub.publish({ to, content: { body, format: 'text', priority: 3, re } })
  }
  return results
}

async function saveAttachment(hub: Hub, id: AttachmentId): Promise<boolean> {
  const file = await hub.attachment(id)
  if (!file) return false
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: m.main_save_title(),
    defaultPath: join(app.getPath('downloads'), safeFileName(file.name)),
  })
  if (canceled || !filePath) return false
  await saveFile(file.path, filePath)
  return true
}

/** The signal of one question, which gives up the one before it. */
function newestOnly(): () => AbortSignal {
  let before: AbortController | null = null
  return () => {
    before?.abort()
    before = new AbortController()
    return before.signal
  }
}

type WithoutAbsent<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> }

/** A key that holds `undefined` came over IPC as such, and is to say nothing. */
function withoutAbsent<Value extends object>(value: Value): WithoutAbsent<Value> {
  const given = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(given) as WithoutAbsent<Value>
}

function none(): null {
  return null
}

/** What the owner asked for cannot be done: the window says why. */
function orThrow(refusal: Refusal | null): null {
  if (refusal === null) return null
  throw Object.assign(new Error(refusal.message), { code: refusal.code })
}
