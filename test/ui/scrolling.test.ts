// The list by pages, and left and found again: what a page without a layout can show of it.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

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
})
