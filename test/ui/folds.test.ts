// Rows of one sender that stand folded under the newest: what is folded, what never is, and what keys and acts make of it.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { emptyMemory, foldsIn } from '../../src/renderer/lib/state/fold-rule'
import type { DeviceId } from '../../src/shared/model'
import type { FeedItem } from '../../src/shared/views'
import { fakeId } from '../support/fake-bellhop'
import { household, openWindow, settle } from './support/stage'

const MINUTE = 60_000
const NOON = new Date(2026, 10, 30, 12).getTime()
const DAY = 86_400_000
const dayOf = (ms: number): number => Math.floor(ms / DAY) * DAY

/** One before noon, by its number the newer. */
function item(n: number, part: Partial<FeedItem> & { before?: number } = {}): FeedItem {
  const { before = (100 - n) * MINUTE, ...rest } = part
  return {
    id: fakeId(n),
    seq: n,
    time: new Date(NOON - before).toISOString(),
    from: { id: 'build' as DeviceId, name: 'Build Box' },
    to: ['hub'],
    title: `Step ${n}`,
    format: 'text',
    priority: 3,
    lane: 'token',
    isForHub: true,
    isRead: true,
    receivers: 0,
    ...rest,
  }
}
const many = (from: number, to: number, part?: Partial<FeedItem>): FeedItem[] =>
  Array.from({ length: to - from + 1 }, (_, at) => item(to - at, part))
const numbers = (items: readonly FeedItem[] | undefined): number[] =>
  items?.map(({ seq }) => seq) ?? []
const fold = (items: readonly FeedItem[], memory = emptyMemory()) => foldsIn(items, memory, dayOf)

describe('what is folded', () => {
  it('are four and more of one sender, under the newest, and no fewer', () => {
    expect(fold(many(1, 3)).size).toBe(0)
    expect(numbers(fold(many(1, 4)).get(fakeId(4)))).toEqual([3, 2, 1])
  })

  it('is not what came long after, on another day, or with another’s between', () => {
    const late = [
      ...many(3, 4),
      ...many(1, 2, { time: new Date(NOON - 99 * MINUTE * 9).toISOString() }),
    ]
    expect(fold(late).size).toBe(0)
    const other = { from: { id: 'nas' as DeviceId, name: 'NAS' } }
    expect(fold([...many(4, 6), item(3, other), ...many(1, 2)]).size).toBe(0)
    const night = Math.floor(NOON / DAY) * DAY
    const at = (n: number, ms: number) => item(n, { time: new Date(ms).toISOString() })
    const overMidnight = [at(4, night + 2), at(3, night + 1), at(2, night - 1), at(1, night - 2)]
    expect(fold(overMidnight).size).toBe(0)
  })

  it('is never urgent, nor unread with an action', () => {
    const urgent = [...many(6, 9), item(5, { priority: 5 }), ...many(1, 4)]
    expect([...fold(urgent).keys()]).toEqual([fakeId(9), fakeId(4)])
    const actions = [{ id: 'ok', label: 'OK' }]
    const asking = [...many(6, 9), item(5, { actions, isRead: false }), ...many(1, 4)]
    const memory = emptyMemory()
    expect(numbers(fold(asking, memory).get(fakeId(9)))).toEqual([8, 7, 6])
    // Read meanwhile: what stood there stays.
    const read = asking.map((one) => (one.seq === 5 ? { ...one, isRead: true } : one))
    expect(numbers(fold(read, memory).get(fakeId(9)))).toEqual([8, 7, 6])
    expect(
      fold(
        asking.map((one) => (one.seq === 7 ? { ...one, priority: 5 as const } : one)),
        memory,
      ).has(fakeId(9)),
    ).toBe(false)
  })

  it('grows by what arrives, but never by what was looked at', () => {
    const memory = emptyMemory()
    fold(many(1, 5), memory)
    memory.kept.add(fakeId(5))
    const folds = fold(many(1, 6), memory)
    expect(numbers(folds.get(fakeId(6)))).toEqual([4, 3, 2, 1])
    expect(numbers(fold(many(1, 7), memory).get(fakeId(7)))).toEqual([6, 4, 3, 2, 1])
  })

  it('hides nothing that stood there because something else went or an older page came', () => {
    const memory = emptyMemory()
    const other = item(3, { from: { id: 'nas' as DeviceId, name: 'NAS' } })
    expect(fold([...many(4, 5), other, ...many(1, 2)], memory).size).toBe(0)
    expect(fold([...many(4, 5), ...many(1, 2)], memory).size).toBe(0)
    const paged = emptyMemory()
    fold(many(8, 10), paged)
    expect(numbers(fold(many(5, 10), paged).get(fakeId(10)))).toEqual([7, 6, 5])
  })

  it('is forgotten with the list, so that a long day takes no room', () => {
    const memory = emptyMemory()
    for (let n = 0; n < 5_000; n += 50) fold(many(n + 1, n + 50), memory)
    expect(memory.seen.size).toBeLessThan(1_200)
    expect(memory.hidden.size).toBeLessThan(1_200)
  })
})

/** By what stands in them: by role and name takes a second in a pretended page. */
const rowsWith = (text: RegExp): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[role="row"][aria-rowindex]')].filter((row) =>
    text.test(row.textContent),
  )

function rowWith(text: RegExp): HTMLElement {
  const [row, ...others] = rowsWith(text)
  if (row === undefined || others.length > 0) throw new Error(`Not one row has ${String(text)}.`)
  return row
}

function lineOf(row: HTMLElement): HTMLElement {
  const line = row.querySelector<HTMLElement>('button[aria-expanded]')
  if (line === null) throw new Error('Nothing is folded under it.')
  return line
}

async function openFolded() {
  const now = Date.now()
  const before = household(now)
  const chatty = many(9_001, 9_006, { isRead: false }).map((one, at) => ({
    ...one,
    time: new Date(now - at * 1_000).toISOString(),
  }))
  const window = await openWindow({ ...before, items: [...chatty, ...(before.items ?? [])] })
  const head = () => rowWith(/Step 9006/)
  return { ...window, head, rest: () => rowsWith(/Step 900[1-5]/) }
}

describe('a fold in the feed', () => {
  it('says how many and since when, opens in place by the right arrow and folds up by the left', async () => {
    const { user, head, rest } = await openFolded()
    const line = () => lineOf(head())
    expect(line().textContent).toMatch(/5 more since/)
    expect(line().getAttribute('aria-expanded')).toBe('false')
    expect(line().textContent).toContain('5 unread')
    expect(rest()).toEqual([])
    await user.keyboard('j')
    await settle()
    expect(document.activeElement).toBe(head())
    await user.keyboard('{ArrowRight}')
    await settle()
    expect(line().getAttribute('aria-expanded')).toBe('true')
    expect(rest()).toHaveLength(5)
    expect(document.activeElement).toBe(head())
    await user.keyboard('jj')
    await settle()
    expect(document.activeElement?.textContent).toContain('Step 9004')
    await user.keyboard('{ArrowLeft}')
    await settle()
    expect(rest()).toEqual([])
    expect(document.activeElement).toBe(head())
  })

  it('is stepped over, and opened by a click that opens no notification', async () => {
    const { desk, user, head, rest } = await openFolded()
    await user.keyboard('jj')
    await settle()
    expect(desk.reader.item?.title).toBe('Water under the boiler')
    await user.click(lineOf(head()))
    await settle()
    expect(desk.reader.item?.title).toBe('Water under the boiler')
    expect(rest()).toHaveLength(5)
  })

  it('goes as a whole into the selection and out of it, and acts on all of it', async () => {
    const { desk, fake, user, head } = await openFolded()
    await user.keyboard('jx')
    await settle()
    expect(screen.getByRole('heading', { name: '6 selected' })).toBeTruthy()
    await user.keyboard('x')
    expect(desk.selection.count).toBe(0)
    await user.keyboard('{Escape}J')
    await settle()
    expect(desk.selection.count).toBe(7)
    await user.keyboard('u')
    await settle()
    expect((fake.inputsOf('markRead').at(-1) as { ids: string[] }).ids).toHaveLength(7)
    await user.keyboard('{Escape}{Control>}')
    await user.click(head())
    await user.keyboard('{/Control}e')
    await settle()
    expect(rowsWith(/Step 90/)).toEqual([])
  })

  it('opens for one that a toast or a link asks for', async () => {
    const { fake, rest } = await openFolded()
    fake.emit('show', fakeId(9_003))
    await settle()
    expect(rest()).toHaveLength(5)
    expect(screen.getByRole('heading', { name: 'Step 9003' })).toBeTruthy()
  })

  it('takes in what arrives, and leaves alone what is read', async () => {
    const { fake, user, head, rest } = await openFolded()
    await user.click(head())
    await settle()
    fake.arrive({ title: 'Step 9007', from: { id: 'build' as DeviceId, name: 'Build Box' } })
    await settle()
    expect(lineOf(rowWith(/Step 9007/)).textContent).toContain('5 more')
    expect(head().getAttribute('aria-selected')).toBe('true')
    expect(rest()).toEqual([])
  })

  it('is none where the person asked for one sender, or searched', async () => {
    const { desk, rest } = await openFolded()
    desk.go({ at: 'device', device: 'build' as DeviceId })
    await settle()
    expect(rest()).toHaveLength(5)
    desk.go({ at: 'inbox' })
    await settle()
    expect(rest()).toEqual([])
    await desk.filter({ search: 'step' })
    await settle()
    expect(rest()).toHaveLength(5)
  })
})
