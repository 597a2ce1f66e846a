// The hub's memory, as the hub holds it: the face of the worker thread that has the file. Knows no SQL.

import type { FeedPage } from '../../../shared/views'
import type { Expectation } from './channel'
import type { Copy, Job, Write } from './messages'
import { createPages } from './pages'
import { Thread, type ThreadOptions } from './thread'
import type { History } from './types'
import { verifyApart } from './verify-apart'
import type { DeviceKey, Reacted, ScheduledPage, StoredAttachment } from './shapes'

/**
 * `dataDir` is absolute and made with mode 0700 if it is not there; `workerUrl` names the built worker, and
 * `worker` may run it already; the file never grows beyond `limitBytes`, or as far as the disk goes.
 */
export type HistoryOptions = ThreadOptions

/** The history of a folder. Nothing happens before `open`. */
export function createHistory(options: HistoryOptions): History {
  const thread = new Thread(options)
  const { channel } = thread
  const ask = <Value>(make: (id: number) => Job | Copy) =>
    new Promise<Value>((resolve, reject) => channel.ask(make, settling(resolve, reject)))
  const change = <Value>(make: (id: number) => Write) =>
    new Promise<Value>((resolve, reject) => channel.change(make, settling(resolve, reject)))
  return {
    open: () => thread.open(),
    setAside: () => thread.setAside(),
    record: (notification, done) => channel.record(notification, done),
    delivered: (device, seqs) => channel.delivered(device, seqs),
    ...createPages(channel),
    list: (query) => ask((id) => ({ op: 'list', id, query })),
    exported: (query) => ask((id) => ({ op: 'exported', id, query })),
    feed: (query, signal) =>
      new Promise<FeedPage>((resolve, reject) => {
        const settle = settling(resolve, reject)
        const job = channel.ask((id) => ({ op: 'feed', id, query }), settle)
        signal?.addEventListener('abort', () => channel.abandon(job), { once: true })
      }),
    one: (notification) => ask((id) => ({ op: 'one', id, notification })),
    markRead: (ids, isRead) =>
      ids === 'all'
        ? ask((id) => ({ op: 'markAllRead', id, isRead }))
        : change((id) => ({ op: 'markRead', id, ids, isRead })),
    react: (reacting) => change((id) => ({ op: 'react', id, reacting })),
    cancel: async (notification, sender) => {
      const make = (id: number): Write => ({ op: 'cancel', id, notification, sender })
      return (await change<{ reacted: Reacted | null }>(make)).reacted
    },
    letters: (reader, after, limit) => ask((id) => ({ op: 'letters', id, reader, after, limit })),
    lettersTaken: (reader, through) => channel.note({ op: 'lettersTaken', reader, through }),
    stepped: (notification, step, failures) =>
      channel.note({ op: 'stepped', notification, step, failures }),
    isScheduled: (notification) => ask((id) => ({ op: 'isScheduled', id, notification })),
    scheduled: (byMs, limit) => ask<ScheduledPage>((id) => ({ op: 'scheduled', id, byMs, limit })),
    attachment: (attachment) =>
      ask<StoredAttachment | null>((id) => ({ op: 'attachment', id, attachment })),
    adopt: (uploaded) => change((id) => ({ op: 'adopt', id, uploaded })),
    keepForDraft: (attachments) => change((id) => ({ op: 'keepForDraft', id, attachments })),
    attachmentBytes: () => ask<number>((id) => ({ op: 'attachmentBytes', id })),
    saveDevice: (device) => change<DeviceKey>((id) => ({ op: 'saveDevice', id, device })),
    deleteDevice: (key) => change((id) => ({ op: 'deleteDevice', id, key })),
    saveTopics: (key, topics) => change((id) => ({ op: 'saveTopics', id, key, topics })),
    saveBlock: (block) => change((id) => ({ op: 'saveBlock', id, block })),
    deleteBlock: (key) => change((id) => ({ op: 'deleteBlock', id, key })),
    forgetSalvaged: () => change((id) => ({ op: 'forgetSalvaged', id })),
    copy: (path) => ask((id) => ({ op: 'copy', id, path })),
    verify: (path) => verifyApart(options.workerUrl, path, options.clock.nowMs()),
    unreadBy: () => ask((id) => ({ op: 'unreadBy', id })),
    makeRoom: () => ask((id) => ({ op: 'makeRoom', id })),
    seen: (key, seenMs) => channel.note({ op: 'seen', key, seenMs }),
    audit: (entry) => channel.note({ op: 'audit', entry }),
    audited: (before, limit) => ask((id) => ({ op: 'audited', id, before, limit })),
    onCounts: (listener) => thread.on('counts', listener),
    onWaiting: (listener) => thread.on('waiting', listener),
    keep: (keep) => {
      channel.note({ op: 'keep', keep })
      channel.tick()
    },
    erase: (what) => ask((id) => ({ op: 'erase', id, what })),
    countBefore: (timeMs) => ask((id) => ({ op: 'countBefore', id, timeMs })),
    onRemoved: (listener) => thread.on('removed', listener),
    onDue: (listener) => thread.on('due', listener),
    onLetters: (listener) => thread.on('letters', listener),
    onStorageFull: (listener) => thread.on('storageFull', listener),
    onBroken: (listener) => thread.on('broken', listener),
    close: () => thread.close(),
  }
}

function settling(resolve: (value: never) => void, reject: (error: Error) => void): Expectation {
  return { done: (value) => resolve(value as never), fail: reject }
}
