// Which notification becomes a toast: each rule, and what a storm comes to.

import { describe, expect, it } from 'vitest'
import {
  decideToast,
  EMPTY_MEMORY,
  mayRingForRequest,
  QUIET_MS,
  summaryDueAt,
  takeSummary,
  type ToastMemory,
} from '../../src/main/desktop/toast-policy'
import type { FeedItem } from '../../src/shared/views'
import { anItem } from './desktop-samples'

const USUAL = [3, 4, 5] as const
const at = (nowMs: number, more = {}) => ({
  ...{ toasts: true, priorities: USUAL, isPaused: false, isFocused: false, nowMs },
  ...more,
})
const from = (id: string) => anItem({ from: { id, name: id } })

describe('a single notification', () => {
  it.each([
    ['toasts are off', {}, { toasts: false }, 'off'],
    ['it is addressed elsewhere', { isForHub: false }, {}, 'not_for_hub'],
    ['the owner forwarded it', { forwarded: { by: 'hub', id: 'x' } }, {}, 'forwarded'],
    ['it is low', { priority: 2 }, {}, 'low_priority'],
    ['the person wants urgent ones alone', { priority: 4 }, { priorities: [5] }, 'low_priority'],
    ['it is minimal', { priority: 1 }, {}, 'low_priority'],
  ])('makes none when %s', (_, item, context, reason) => {
    const { verdict } = decideToast(EMPTY_MEMORY, anItem(item), at(0, context))
    expect(verdict).toEqual({ kind: 'none', reason })
  })

  it('is shown, with a sound while the person looks elsewhere', () => {
    const { verdict } = decideToast(EMPTY_MEMORY, anItem({}), at(0))
    expect(verdict).toEqual({ kind: 'show', reason: 'new', isUrgent: false, isSilent: false })
  })

  it('is shown though it is low, where the person wants that', () => {
    const context = at(0, { priorities: [1, 2] })
    expect(decideToast(EMPTY_MEMORY, anItem({ priority: 2 }), context).verdict.kind).toBe('show')
    expect(decideToast(EMPTY_MEMORY, anItem({ priority: 3 }), context).verdict.kind).toBe('none')
  })

  it('is silent while the person looks at the window', () => {
    const { verdict } = decideToast(EMPTY_MEMORY, anItem({}), at(0, { isFocused: true }))
    expect(verdict).toMatchObject({ kind: 'show', isSilent: true })
  })

  it('rings when urgent, even then', () => {
    const item = anItem({ priority: 5 })
    const { verdict } = decideToast(EMPTY_MEMORY, item, at(0, { isFocused: true }))
    expect(verdict).toEqual({ kind: 'show', reason: 'urgent', isUrgent: true, isSilent: false })
  })

  it('is shown when a guest sent it', () => {
    const { verdict } = decideToast(EMPTY_MEMORY, anItem({ lane: 'guest' }), at(0))
    expect(verdict.kind).toBe('show')
  })
})

describe('one sender', () => {
  it('has one toast in three seconds; the rest fold', () => {
    const first = decideToast(EMPTY_MEMORY, from('a'), at(0))
    const second = decideToast(first.memory, from('a'), at(QUIET_MS - 1))
    expect(second.verdict).toEqual({ kind: 'fold', reason: 'same_sender' })
    const third = decideToast(second.memory, from('a'), at(QUIET_MS))
    expect(third.verdict.kind).toBe('show')
  })

  it('is not kept from an urgent one by its own ordinary one', () => {
    const first = decideToast(EMPTY_MEMORY, from('a'), at(0))
    const urgent = anItem({ from: { id: 'a', name: 'a' }, priority: 5 })
    expect(decideToast(first.memory, urgent, at(1)).verdict.kind).toBe('show')
  })

  it('does not fold others', () => {
    const first = decideToast(EMPTY_MEMORY, from('a'), at(0))
    expect(decideToast(first.memory, from('b'), at(1)).verdict.kind).toBe('show')
  })
})

describe('what was folded', () => {
  it('is told once as a number, three seconds after the first of it', () => {
    let memory: ToastMemory = EMPTY_MEMORY
    for (const [index, id] of ['a', 'b', 'a', 'b', 'a'].entries()) {
      memory = decideToast(memory, from(id), at(index)).memory
    }
    expect(summaryDueAt(memory)).toBe(2 + QUIET_MS)
    const taken = takeSummary(memory, at(2 + QUIET_MS))
    expect(taken.summary).toEqual({ count: 3, senders: 2 })
    expect(takeSummary(taken.memory, at(9_000)).summary).toBeNull()
  })

  it('is forgotten when toasts were switched off meanwhile', () => {
    let memory = decideToast(EMPTY_MEMORY, from('a'), at(0)).memory
    memory = decideToast(memory, from('a'), at(1)).memory
    const taken = takeSummary(memory, at(4_000, { toasts: false }))
    expect(taken).toMatchObject({ summary: null, memory: { folded: null } })
  })
})

describe('somebody who asks to be let in', () => {
  it('rings, but no more than three in ten seconds', () => {
    let rungAt: readonly number[] = []
    const rings = [0, 1, 2, 3, 10_001].map((nowMs) => {
      const decided = mayRingForRequest(rungAt, at(nowMs))
      rungAt = decided.rungAt
      return decided.may
    })
    expect(rings).toEqual([true, true, true, false, true])
  })

  it('does not ring when toasts are off', () => {
    expect(mayRingForRequest([], at(0, { toasts: false })).may).toBe(false)
  })
})

describe('S-40 a storm', () => {
  it.each([
    ['one sender', () => 'a', 3],
    ['a hundred senders', (n: number) => `d${n % 100}`, 3],
    ['a hundred urgent senders', (n: number) => `d${n % 100}`, 5],
  ])('of 10,000 in 10 s from %s makes at most 17 toasts and loses none', (_, id, priority) => {
    let memory: ToastMemory = EMPTY_MEMORY
    let toasts = 0
    let told = 0
    for (let n = 0; n < 10_000; n += 1) {
      const item = anItem({ from: { id: id(n), name: 'x' }, priority })
      const decided = decideToast(memory, item, at(n))
      memory = decided.memory
      if (decided.verdict.kind === 'show') told += 1
      if (decided.verdict.kind === 'show') toasts += 1
      if ((summaryDueAt(memory) ?? Infinity) > n) continue
      const taken = takeSummary(memory, at(n))
      memory = taken.memory
      if (taken.summary) toasts += 1
      told += taken.summary?.count ?? 0
    }
    expect(toasts).toBeLessThanOrEqual(17)
    expect(told + (memory.folded?.count ?? 0)).toBe(10_000)
  })

  it('of guests leaves room for a trusted sender', () => {
    let memory: ToastMemory = EMPTY_MEMORY
    for (let n = 0; n < 100; n += 1) {
      const guest = anItem({ lane: 'guest', from: { id: `guest-${n}`, name: 'x' } })
      memory = decideToast(memory, guest, at(n)).memory
    }
    expect(memory.shownAt).toHaveLength(4)
    expect(decideToast(memory, from('a'), at(100)).verdict.kind).toBe('show')
  })
})

describe('while toasts are paused', () => {
  const paused = at(0, { isPaused: true })

  it('only urgent ones ring, and nobody is asked about', () => {
    const verdictOf = (item: FeedItem) => decideToast(EMPTY_MEMORY, item, paused).verdict
    expect(verdictOf(anItem({}))).toEqual({ kind: 'none', reason: 'paused' })
    expect(verdictOf(anItem({ priority: 5 }))).toMatchObject({ kind: 'show', reason: 'urgent' })
    expect(mayRingForRequest([], paused).may).toBe(false)
  })

  it('what was folded before is not told', () => {
    const first = decideToast(EMPTY_MEMORY, anItem({}), at(0)).memory
    const { memory } = decideToast(first, anItem({}), at(1))
    expect(takeSummary(memory, paused).summary).toBeNull()
  })
})
