// The window by keys alone: whole journeys, and what keys must leave alone.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

describe('keys alone', () => {
  it('walk, open, forward, mark and come back', async () => {
    const { fake, desk, user } = await openWindow(household())
    await user.keyboard('jj')
    await settle()
    expect(document.activeElement?.getAttribute('role')).toBe('row')
    expect(document.activeElement?.textContent).toContain('Somebody wants in')
    await user.keyboard('{Enter}')
    await settle()
    expect(document.activeElement?.textContent).toBe('Somebody wants in')
    await user.keyboard('f')
    await settle()
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Find a device or topic')
    await user.keyboard('kitchen{Enter}{Enter}')
    await settle()
    expect(fake.inputsOf('forward')).toMatchObject([{ to: ['kitchen-pi'] }])
    await user.keyboard('{Escape}')
    await settle()
    expect(document.activeElement?.getAttribute('role')).toBe('row')
    await user.keyboard('u')
    await settle()
    expect(fake.inputsOf('markRead').at(-1)).toEqual({ ids: [desk.reader.id], isRead: false })
    await user.keyboard('ge')
    await settle()
    expect(desk.route.at).toBe('everything')
    await user.keyboard('gi')
    expect(desk.route.at).toBe('inbox')
    await user.keyboard('?')
    await settle()
    expect(screen.getByRole('dialog', { name: 'All keys' })).toBeTruthy()
  })

  it('reach a row’s actions with the right arrow', async () => {
    const { desk, user } = await openWindow(household())
    await user.keyboard('j')
    await settle()
    await user.keyboard('{ArrowRight}')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Forward')
    await user.keyboard('{ArrowLeft}')
    expect(document.activeElement?.getAttribute('role')).toBe('row')
    const [first] = desk.ids
    await user.keyboard('{ArrowRight}{ArrowRight}{Enter}')
    await settle()
    expect(desk.ids).not.toContain(first)
  })

  it('go from one unread to the next, and round', async () => {
    const { desk, user } = await openWindow(household())
    const unread = desk.feed.items.filter(({ isRead }) => !isRead).map(({ id }) => id)
    expect(unread.length).toBeGreaterThan(1)
    expect(unread.length).toBeLessThan(desk.feed.items.length)
    const walked: unknown[] = []
    while (walked.length < unread.length) {
      await user.keyboard('U')
      await settle()
      walked.push(desk.reader.id)
    }
    expect(walked).toEqual(unread)
    await user.keyboard('U')
    await settle()
    expect(desk.reader.id).toBe(unread.at(-1))
    desk.mark(desk.feed.items[0] as never, false)
    await settle()
    await user.keyboard('U')
    await settle()
    expect(desk.reader.id).toBe(desk.ids[0])
  })

  it('answer who sent it where nothing asks for words, and nobody who is unknown', async () => {
    const { desk, fake, user } = await openWindow(household())
    const nas = fake.devices.find(({ name }) => name === 'NAS')
    const from = { id: nas?.id as never, name: 'NAS' }
    const [plain] = fake.arrive({ from, lane: 'token', title: 'Plain' })
    const [guest] = fake.arrive({ from, lane: 'guest', title: 'Guest' })
    if (plain === undefined || guest === undefined) throw new Error('nothing arrived')
    desk.open(guest)
    await user.keyboard('r')
    await settle()
    expect(screen.queryByRole('dialog')).toBeNull()
    desk.open(plain)
    await user.keyboard('r')
    await settle()
    expect(desk.composing.letter.to).toEqual([nas?.id])
    expect(screen.getByRole('dialog', { name: 'New notification' })).toBeTruthy()
  })

  it('leave alone what is typed', async () => {
    const { desk, user } = await openWindow(household())
    await user.click(screen.getByRole('searchbox', { name: 'Search' }))
    await user.keyboard('gej?')
    expect(desk.areKeysShown).toBe(false)
    expect(desk.route.at).toBe('inbox')
  })

  it('lead to Connect a device and to the settings', async () => {
    const { desk, user } = await openWindow(household())
    await user.keyboard('gc')
    expect(desk.route.at).toBe('connect')
    await user.keyboard('{Control>},{/Control}')
    expect(desk.route).toEqual({ at: 'settings', page: 'general' })
  })

  it('stand in the tooltips of the rail', async () => {
    const { user } = await openWindow(household())
    await user.hover(screen.getByRole('button', { name: /^Sent/ }))
    const caps = await screen.findAllByText(/^[GS]$/, { selector: '.tip kbd' })
    expect(caps.map(({ textContent }) => textContent)).toEqual(['G', 'S'])
  })
})
