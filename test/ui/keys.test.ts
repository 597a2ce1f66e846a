// The window by keys alone: whole journeys, and what keys must leave alone.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { fakeId } from '../support/fake-bellhop'
import { sampleItems } from '../support/fake-world'
import { firstItem, household, openWindow, settle } from './support/stage'

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
    expect(screen.getByText('Nothing else here is unread.')).toBeTruthy()
    desk.verbs.markAll([desk.feed.items[0] as never], false)
    await settle()
    await user.keyboard('U')
    await settle()
    expect(desk.reader.id).toBe(desk.ids[0])
  })

  it('go to an unread one that is not loaded, however far down, and to one that waits above', async () => {
    const far = sampleItems(Date.now(), 2_000).map((item, at) => ({
      ...{ ...item, id: fakeId(item.seq), isForHub: true },
      isRead: ![500, 1_900].includes(at),
    }))
    const { desk, fake, user } = await openWindow({ items: far })
    const seek = async () => {
      await user.keyboard('U')
      await settle()
      return desk.reader.id
    }
    expect(await seek()).toBe(far[500]?.id)
    expect(desk.feed.find(far[500]?.id as never)).toBeDefined()
    expect(fake.inputsOf('feed')).toContainEqual(
      expect.objectContaining({ unreadOnly: true, limit: 1 }),
    )
    // Too far to have all the rows to it, it is open none the less, and from there it goes on.
    expect(await seek()).toBe(far[1_900]?.id)
    expect(desk.feed.items.length).toBeLessThan(1_900)
    expect(document.activeElement?.tagName).toBe('H1')
    desk.feed.scrolled(false)
    const [waiting] = fake.arrive({ title: 'Above' })
    expect(desk.feed.held).toBe(1)
    expect(await seek()).toBe(waiting?.id)
    expect(desk.feed.held).toBe(0)
    expect(await seek()).toBe(waiting?.id)
    expect(screen.getByText('Nothing else here is unread.')).toBeTruthy()
  })

  it('stay where they are, and say why, when nobody can tell which is unread', async () => {
    const read = sampleItems(Date.now(), 200).map((item) => ({ ...item, isRead: true }))
    const far = read.map((item, at) => (at === 150 ? { ...item, isRead: false } : item))
    const { desk, fake, user } = await openWindow({ items: far })
    fake.failing.add('feed')
    await user.keyboard('jU')
    await settle()
    expect(desk.reader.id).toBe(desk.ids[0])
    expect(screen.getByRole('alert').textContent).not.toContain('Nothing else')
    fake.failing.clear()
    // Whoever goes on meanwhile is not called back.
    const seeking = desk.steps.toUnread()
    desk.steps.by(1)
    await seeking
    expect(desk.reader.id).toBe(desk.ids[1])
    await desk.steps.toUnread()
    expect(desk.reader.id).toBe(far[150]?.id)
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

  it('that dismiss the last one give the focus to no other that arrives later', async () => {
    const { desk, fake, user } = await openWindow({ items: [firstItem()] })
    await user.keyboard('je')
    await settle()
    expect(desk.feed.items).toEqual([])
    expect(desk.focusWish).toBeNull()
    const field = screen.getByRole('searchbox', { name: 'Search' })
    field.focus()
    fake.arrive({ title: 'Later' })
    await settle()
    expect(screen.getByText('Later')).toBeTruthy()
    expect(document.activeElement).toBe(field)
  })

  it('mean the same with Caps Lock', async () => {
    const { desk, user } = await openWindow(household())
    await user.keyboard('{CapsLock}J')
    await settle()
    expect(desk.reader.id).toBe(desk.ids[0])
    expect(desk.selection.isEmpty).toBe(true)
    await user.keyboard('{Shift>}j{/Shift}')
    await settle()
    expect(desk.selection.count).toBe(2)
    await user.keyboard('GE')
    await settle()
    expect(desk.route.at).toBe('everything')
    await user.keyboard('{Control>}K{/Control}')
    await settle()
    expect(screen.getByRole('dialog', { name: 'All actions' })).toBeTruthy()
    await user.keyboard('{Control>}K{/Control}')
    await settle()
    expect(screen.queryByRole('dialog')).toBeNull()
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
