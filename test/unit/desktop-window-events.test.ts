// What the window is told of a hub's events: nothing before it asks, everything after, at most 20 times a second.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { feedWindow } from '../../src/main/desktop/window-events'
import type { Hub, HubEvents } from '../../src/main/hub/hub'
import type { FeedItem } from '../../src/shared/views'
import { anItem } from './desktop-samples'

type Listener = (value: never) => void

function fakeHub() {
  const listeners = new Map<string, Listener>()
  const hub = {
    on: (name: string, listener: Listener) => {
      listeners.set(name, listener)
      return () => listeners.delete(name)
    },
    requests: () => [],
    blocked: () => [],
  } as unknown as Pick<Hub, 'on' | 'requests' | 'blocked'>
  const emit = <Name extends keyof HubEvents>(name: Name, value: HubEvents[Name]): void =>
    listeners.get(name)?.(value as never)
  return { hub, emit, listeners }
}

const seqsOf = (call: readonly unknown[]) => (call[1] as FeedItem[]).map(({ seq }) => seq)

describe('the window', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is told nothing before it asks', () => {
    const { hub, emit } = fakeHub()
    const send = vi.fn()
    feedWindow(hub, send)
    emit('arrived', [anItem({ seq: 1 })])
    vi.advanceTimersByTime(1_000)
    expect(send).not.toHaveBeenCalled()
  })

  it('is told of a thousand notifications in a second in at most 21 batches, in order', () => {
    const { hub, emit } = fakeHub()
    const send = vi.fn()
    feedWindow(hub, send).open()
    for (let seq = 1; seq <= 1_000; seq += 1) {
      emit('arrived', [anItem({ seq })])
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(100)
    const batches = send.mock.calls.filter(([name]) => name === 'arrived')
    expect(batches.length).toBeLessThanOrEqual(21)
    expect(batches.flatMap(seqsOf)).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 1))
  })

  it('is told the newest of what changed twice, and counts once', () => {
    const { hub, emit } = fakeHub()
    const send = vi.fn()
    feedWindow(hub, send).open()
    emit('devices', [])
    emit('changed', [anItem({ isRead: false })])
    emit('changed', [anItem({ isRead: true })])
    emit('counts', { unread: 2, total: 3, bytes: 9, scheduled: 0, seq: 3, guestsDropped: 0 })
    emit('counts', { unread: 1, total: 3, bytes: 9, scheduled: 0, seq: 3, guestsDropped: 0 })
    vi.advanceTimersByTime(100)
    expect(send.mock.calls).toEqual([
      ['devices', []],
      ['changed', [anItem({ isRead: true })]],
      ['counts', { unread: 1, total: 3, bytes: 9, scheduled: 0, seq: 3, guestsDropped: 0 }],
    ])
  })

  it('is told what is gone, after what came before that', () => {
    const { hub, emit } = fakeHub()
    const send = vi.fn()
    feedWindow(hub, send).open()
    const [first, second] = [anItem({ seq: 1 }), anItem({ seq: 2 })]
    emit('arrived', [first])
    emit('removed', [first.id])
    emit('removed', [second.id])
    vi.advanceTimersByTime(100)
    expect(send.mock.calls).toEqual([
      ['arrived', [first]],
      ['removed', [first.id, second.id]],
    ])
  })

  it('leaves nothing listening behind', () => {
    const { hub, listeners } = fakeHub()
    feedWindow(hub, vi.fn()).stop()
    expect(listeners.size).toBe(0)
  })
})
