// The list by pages, and left and found again: what a page without a layout can show of it.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { FeedFilter } from '../../src/renderer/lib/state/feed-filter'
import type { DeviceId } from '../../src/shared/model'
import type { FeedItem } from '../../src/shared/views'
import { fakeId } from '../support/fake-bellhop'
import { firstItem, household, openWindow, settle } from './support/stage'

/** So many, by turns of two senders, so that none of them is folded. */
function many(count: number): FeedItem[] {
  return Array.from({ length: count }, (_, at) => ({
    ...firstItem(),
    id: fakeId(count - at),
    seq: count - at,
    from: { id: (at % 2 === 0 ? 'nas' : 'tv') as DeviceId, name: 'One' },
    time: new Date(Date.now() - at * 60_000).toISOString(),
  }))
}

describe('the list', () => {
  it('goes a page on and back from wherever the focus is but in a control, and to both ends', async () => {
    const { desk, user } = await openWindow(household())
    desk.steps.rowsInView = () => 4
    const at = () => desk.folds.indexOf(desk.reader.id)
    await user.keyboard('j{PageDown}')
    await settle()
    expect(at()).toBe(3)
    await user.keyboard('{PageDown}{PageUp}')
    await settle()
    expect(at()).toBe(3)
    await user.keyboard('{End}')
    await settle()
    expect(at()).toBe(desk.folds.items.length - 1)
    await user.keyboard('{PageDown}')
    await settle()
    expect(at()).toBe(desk.folds.items.length - 1)
    await user.keyboard('{Home}')
    await settle()
    expect(at()).toBe(0)
    screen.getByRole('searchbox').focus()
    await user.keyboard('{PageDown}')
    expect(at()).toBe(0)
  })

  it('is not asked for again after the settings, keeps what was looked for, and Esc leads back to it', async () => {
    const { desk, fake, user } = await openWindow(household())
    await user.keyboard('ge')
    await desk.filter({ search: 'cat' })
    await settle()
    const item = desk.feed.items[0]
    if (item === undefined) throw new Error('the sample lacks it')
    desk.open(item)
    const asked = fake.inputsOf('feed').length
    await user.keyboard('{Control>},{/Control}')
    await settle()
    await user.keyboard('{Escape}')
    await settle()
    expect(desk.route).toEqual({ at: 'everything' })
    expect(desk.feed.filter.search).toBe('cat')
    expect(desk.reader.id).toBe(item.id)
    expect(fake.inputsOf('feed')).toHaveLength(asked)
    await user.keyboard('{Control>},{/Control}gi')
    await settle()
    expect(desk.feed.filter).toMatchObject({ place: 'inbox', search: '' })
    expect(desk.reader.id).toBeNull()
  })

  it('is as far down as it was, with the same one open, after another list; and at its top when asked for anew', async () => {
    const { desk, fake, user } = await openWindow({ items: many(300) })
    await desk.feed.more()
    await desk.feed.more()
    const [deep] = desk.feed.items.slice(150)
    if (deep === undefined) throw new Error('the sample is short')
    const place = { seq: deep.seq, into: 12, downTo: deep.seq - 8, rows: 4, sizes: null as never }
    desk.open(deep)
    desk.places.where = () => place
    await user.keyboard('ge')
    await settle()
    expect(desk.reader.id).toBeNull()
    expect(desk.feed.items).toHaveLength(60)
    await user.keyboard('gi')
    await settle()
    expect(desk.feed.items).toHaveLength(260)
    expect(desk.reader.id).toBe(deep.id)
    expect(fake.inputsOf('feed').at(-1)).toMatchObject({ place: 'inbox', limit: 200 })
    await user.keyboard('gi')
    await settle()
    expect(desk.feed.items).toHaveLength(60)
  })

  it('is known by what it shows, in whatever order that is named, and is long by itself alone', async () => {
    const { desk } = await openWindow(household())
    const sizes = [[84], 84] as never
    const place = { seq: 3, into: 12, downTo: 1, rows: 4, sizes }
    desk.places.where = () => place
    desk.places.keep()
    const turned = Object.fromEntries(Object.entries(desk.feed.filter).toReversed())
    expect(desk.places.of(turned as FeedFilter)?.place).toEqual({ ...place, sizes: null })
    desk.places.keep(true)
    expect(desk.places.of(turned as FeedFilter)?.place).toBe(place)
    desk.places.forget(turned as FeedFilter)
    expect(desk.places.of(desk.feed.filter)).toBeUndefined()
  })

  it('opens nothing in a list that another has overtaken', async () => {
    const { desk, fake } = await openWindow(household())
    desk.open(desk.feed.items[1] as FeedItem)
    desk.go({ at: 'sent' })
    await settle()
    fake.delayMs = 20
    desk.go({ at: 'inbox' })
    fake.delayMs = 0
    desk.go({ at: 'everything' })
    await settle()
    const { length } = fake.inputsOf('feed')
    await new Promise((resolve) => setTimeout(resolve, 25))
    await settle()
    expect(fake.inputsOf('feed')).toHaveLength(length)
    expect(desk.feed.filter.place).toBe('everything')
    expect(desk.reader.id).toBeNull()
  })

  it('that was looked through is found at its top, also where one looked away from it in between', async () => {
    const { desk } = await openWindow(household())
    await desk.filter({ search: 'cat' })
    await settle()
    const searched = desk.feed.filter
    desk.places.where = () => ({ seq: 3, into: 12, downTo: 1, rows: 4, sizes: null })
    desk.go({ at: 'settings', page: 'general' })
    expect(desk.places.of(searched)).toBeDefined()
    desk.go({ at: 'everything' })
    await settle()
    expect(desk.places.of(searched)).toBeUndefined()
  })

  it('says that it could not be loaded instead of that nothing is there, and is loaded once more', async () => {
    const { desk, fake, user } = await openWindow(household())
    fake.failing.add('feed')
    await user.keyboard('ge')
    await settle()
    expect(screen.getByRole('heading', { name: 'The list could not be loaded' })).toBeTruthy()
    fake.failing.clear()
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await settle()
    expect(desk.feed.items.length).toBeGreaterThan(0)
  })

  it('that was looked through is remembered by nobody', async () => {
    const { desk, user } = await openWindow(household())
    await desk.filter({ search: 'cat' })
    await settle()
    const searched = desk.feed.filter
    desk.places.where = () => null
    await user.keyboard('ge')
    await settle()
    expect(desk.places.of(searched)).toBeUndefined()
  })
})
