// Many at once: what is selected how, what is done with all of it, and taken back.

import { fireEvent, screen, within } from '@testing-library/svelte'
import { parse } from 'valibot'
import { describe, expect, it } from 'vitest'
import { KEYS } from '../../src/renderer/window/views/keys/keys'
import { COMMAND_SCHEMAS } from '../../src/shared/ipc'
import { sampleItems } from '../support/fake-world'
import { household, openWindow, settle } from './support/stage'

const bar = () => within(screen.getByRole('toolbar', { name: 'For all that are selected' }))
const selected = () =>
  screen
    .getAllByRole('row')
    .filter((row) => row.getAttribute('aria-selected') === 'true')
    .map((row) => row.getAttribute('aria-rowindex'))

describe('selecting', () => {
  it('with Ctrl one more or less, with Shift all between, with a plain click none', async () => {
    const { user, desk } = await openWindow(household())
    const rows = screen.getAllByRole('row').filter((row) => row.hasAttribute('aria-rowindex'))
    await user.click(rows[0] as HTMLElement)
    await user.keyboard('{Control>}')
    await user.click(rows[2] as HTMLElement)
    await user.keyboard('{/Control}')
    expect(selected()).toEqual(['1', '3'])
    expect(bar().getByRole('status').textContent).toBe('2 selected')
    await user.keyboard('{Shift>}')
    await user.click(rows[4] as HTMLElement)
    await user.keyboard('{/Shift}')
    expect(selected()).toEqual(['3', '4', '5'])
    await user.click(rows[1] as HTMLElement)
    await settle()
    expect(desk.selection.count).toBe(0)
    expect(screen.queryByRole('toolbar', { name: 'For all that are selected' })).toBeNull()
  })

  it('by keys: x, Shift with J, Ctrl with A, and Esc', async () => {
    const { user, desk } = await openWindow(household())
    await user.keyboard('jx')
    expect(desk.selection.count).toBe(1)
    await user.keyboard('{Escape}')
    expect(desk.selection.count).toBe(0)
    await user.keyboard('JJ')
    await settle()
    expect(selected()).toEqual(['1', '2', '3'])
    await user.keyboard('K')
    await settle()
    expect(selected()).toEqual(['1', '2'])
    await user.keyboard('{Control>}a{/Control}')
    expect(desk.selection.count).toBe(desk.feed.items.length)
  })
})

describe('what is selected', () => {
  it('stands in the detail’s place, with what can be done with all of it', async () => {
    const { user, desk } = await openWindow(household())
    await user.keyboard('jJJ')
    await settle()
    const detail = within(screen.getByRole('region', { name: 'Notification' }))
    expect(detail.getByRole('heading', { name: '3 selected' })).toBeTruthy()
    expect(detail.getAllByRole('listitem')).toHaveLength(3)
    expect(detail.queryByRole('region', { name: 'Forward' })).toBeNull()
    await user.click(detail.getByRole('button', { name: 'Dismiss' }))
    await settle()
    expect(desk.selection.isEmpty).toBe(true)
    await user.keyboard('{Control>}z{/Control}')
    await settle()
    await user.keyboard('J')
    await settle()
    await user.keyboard('{Control>}a{/Control}{Escape}')
    await settle()
    expect(detail.queryByRole('heading', { name: /selected/ })).toBeNull()
  })

  it('is without what has left the list meanwhile', async () => {
    const { user, desk, fake } = await openWindow(household())
    await user.keyboard('jJJ')
    await settle()
    const [one, other] = desk.feed.items
    if (one === undefined || other === undefined) throw new Error('the sample is short')
    // Somebody else is done with it, and it leaves the inbox.
    fake.emit('changed', [{ ...one, isDismissed: true, isRead: true }])
    await settle()
    expect(bar().getByRole('status').textContent).toBe('2 selected')
    fake.emit('removed', [other.id])
    await settle()
    expect(desk.selection.count).toBe(1)
    expect(desk.selection.count).toBe(desk.verbs.targets().length)
  })

  it('is as many as there are rows where a flood has taken the rest off', async () => {
    const { user, desk, fake } = await openWindow({ items: sampleItems(Date.now(), 700) })
    while (desk.feed.items.length < 660) await desk.feed.more()
    await user.keyboard('{Control>}a{/Control}')
    expect(desk.selection.count).toBeGreaterThan(600)
    fake.arrive({ title: 'One more' })
    await settle()
    expect(desk.feed.items).toHaveLength(300)
    expect(desk.selection.count).toBe(desk.verbs.targets().length)
  })

  it.each([
    ['the cross of the bar', 'For all that are selected', 'Clear the selection'],
    ['the cross beside the list', 'Notification', 'Clear the selection'],
    ['Dismiss beside the list', 'Notification', 'Dismiss'],
  ])('gives the focus to the list when it ends by %s', async (_, place, name) => {
    const { user, desk } = await openWindow(household())
    await user.keyboard('jJJ')
    await settle()
    // Not of what is open alone.
    desk.reader.close()
    const [where] = screen
      .getAllByRole(place === 'Notification' ? 'region' : 'toolbar', { name: place })
      .map((one) => within(one))
    await user.click(where?.getByRole('button', { name }) as HTMLElement)
    await settle()
    expect(desk.selection.isEmpty).toBe(true)
    expect(document.activeElement?.getAttribute('role')).toBe('row')
  })

  it('gives way to one that is forwarded from its menu, or opened with Enter', async () => {
    const { user, desk } = await openWindow(household())
    await user.keyboard('jJ')
    await settle()
    await fireEvent.contextMenu(screen.getAllByRole('row')[4] as HTMLElement)
    await settle()
    await user.click(screen.getByRole('menuitem', { name: /^Forward/ }))
    await settle()
    expect(desk.selection.isEmpty).toBe(true)
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Find a device or topic')
    await user.keyboard('{Escape}')
    await settle()
    await user.keyboard('{Shift>}J{/Shift}{Enter}')
    await settle()
    expect(desk.selection.isEmpty).toBe(true)
    expect(document.activeElement?.tagName).toBe('H1')
  })

  it('is copied, or the person hears that it is too much', async () => {
    const body = 'x'.repeat(65_536)
    const items = sampleItems(Date.now(), 100).map((item) => ({ ...item, body }))
    const { user, desk, fake } = await openWindow({ items })
    await desk.feed.more()
    const copy = () => user.click(screen.getByRole('button', { name: 'Copy text' }))
    await user.keyboard('jJJJ')
    await settle()
    await copy()
    await settle()
    const [copied] = fake.inputsOf('copy') as [{ text: string }]
    expect(copied.text.length).toBeGreaterThan(4 * body.length)
    expect(parse(COMMAND_SCHEMAS.copy, copied)).toEqual(copied)
    await user.keyboard('{Escape}{Control>}a{/Control}')
    await settle()
    await copy()
    await settle()
    expect(fake.inputsOf('copy')).toHaveLength(1)
    expect(screen.getByRole('alert').textContent).toContain('Select fewer')
  })

  it('gives way to a notification that is asked for from outside', async () => {
    const { user, desk, fake } = await openWindow(household())
    await user.keyboard('jJJ')
    await settle()
    const [first] = desk.feed.items
    fake.emit('show', first?.id as never)
    await settle()
    expect(desk.selection.isEmpty).toBe(true)
    const title = first?.title as string
    expect(screen.getByRole('heading', { name: title, level: 1 })).toBeTruthy()
  })

  it.each([
    [null, 'Deleted'],
    [
      '2026-11-30T08:00:00.000Z',
      'Deleted. In five seconds it is gone for good, and all backups with it.',
    ],
  ])('deleted with the last backup of %s, says what goes with it', async (last, text) => {
    const backup = { last, failure: null, isKnown: false }
    const { user } = await openWindow({ ...household(), status: { backup } })
    await user.click(screen.getAllByRole('row')[0] as HTMLElement)
    await user.keyboard('{Delete}')
    await settle()
    expect(document.querySelector('.snack span')?.textContent).toBe(text)
  })

  it('is deleted, comes back with Undo, and goes for good when nobody undoes it', async () => {
    const { user, desk, fake } = await openWindow(household())
    const before = desk.ids
    await user.keyboard('jJJ{Delete}')
    await settle()
    expect(desk.ids).toEqual(before.slice(3))
    expect(fake.items).toHaveLength(household().items?.length ?? 0)
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await settle()
    expect(desk.ids).toEqual(before)
    await user.keyboard('{Escape}JJ')
    await user.click(bar().getByRole('button', { name: 'Delete' }))
    await settle()
    const [what] = [...fake.waiting.values()]
    fake.carryOut()
    await settle()
    expect(what).toMatchObject({ op: 'erase' })
    expect(fake.items.some(({ id }) => what?.op === 'erase' && what.ids.includes(id))).toBe(false)
  })

  it('is not taken for what was deleted before it, however soon Undo is pressed', async () => {
    const { user, desk, fake } = await openWindow(household())
    const [, , third] = desk.ids
    await user.keyboard('j{Delete}')
    await settle()
    expect(desk.notices.current?.action).toBeDefined()
    const asked = desk.verbs.erase(desk.feed.items.slice(0, 1))
    // Main has not answered yet.
    KEYS.find(({ pressed }) => pressed.includes('Ctrl z'))?.act(desk, 'Ctrl z')
    await asked
    await settle()
    expect(fake.inputsOf('undo')).toEqual([])
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy()
    expect(desk.ids[0]).toBe(third)
  })

  it('comes back when the hub could not do it, and the person hears why', async () => {
    const { user, desk, fake } = await openWindow(household())
    const before = desk.ids
    await user.keyboard('J{Delete}')
    await settle()
    fake.carryOut('unknown_id')
    await settle()
    expect(desk.ids).toEqual(before)
    expect(screen.getByRole('alert').textContent).toContain('no longer there')
  })

  it('is dismissed out of the inbox, and stays in Everything', async () => {
    const { user, desk, fake } = await openWindow(household())
    const [first, second] = desk.ids
    await user.keyboard('jJe')
    await settle()
    fake.carryOut()
    await settle()
    expect(desk.ids).not.toContain(first)
    expect(desk.ids).not.toContain(second)
    await user.keyboard('ge')
    await settle()
    expect(desk.ids).toContain(first)
  })

  it('is marked, and forwarded in a sheet of its own', async () => {
    const { user, desk, fake } = await openWindow(household())
    await user.keyboard('jJJ')
    await user.click(bar().getByRole('button', { name: 'Mark read' }))
    await settle()
    const ids = desk.selection.idsIn(desk.ids)
    expect(fake.inputsOf('markRead')).toEqual([{ ids, isRead: true }])
    await user.keyboard('f')
    await settle()
    const sheet = within(screen.getByRole('dialog', { name: 'Forward 3 notifications' }))
    await user.click(sheet.getByRole('checkbox', { name: /Kitchen Pi/ }))
    await user.click(sheet.getByRole('checkbox', { name: /backups/ }))
    await user.click(sheet.getByRole('button', { name: 'Forward to 2' }))
    await settle()
    expect(fake.inputsOf('forward')).toEqual([{ ids, to: ['kitchen-pi', '#backups'] }])
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(desk.selection.count).toBe(0)
    expect(screen.getByText('3 forwarded')).toBeTruthy()
  })
})
