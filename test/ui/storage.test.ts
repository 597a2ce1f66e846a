// Settings → Storage: how much is kept, and how to be rid of it.

import { screen, within } from '@testing-library/svelte'
import type { UserEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { dayOf, startOf } from '../../src/renderer/window/views/settings/day'
import { household, openWindow, settle } from './support/stage'

async function openStorage(world = household()) {
  const stage = await openWindow(world)
  await stage.user.click(screen.getByRole('button', { name: 'Settings' }))
  await stage.user.click(screen.getByRole('button', { name: 'Storage' }))
  return stage
}

/** As somebody in America types it: what the pretended page speaks. */
async function typeDay(user: UserEvent, day: string): Promise<void> {
  const [year, month, date] = day.split('-')
  within(screen.getByRole('group', { name: 'Before a day' }))
    .getByRole('spinbutton', { name: 'Month' })
    .focus()
  await user.keyboard(`${month}${date}${year}`)
  await settle()
}

describe('what is kept', () => {
  it('is shown and set, and what is not allowed is said', async () => {
    const { fake, user } = await openStorage()
    expect(screen.getByText(/· 12/)).toBeTruthy()
    const days = screen.getByLabelText(/^Days for urgent/)
    expect((days as HTMLInputElement).value).toBe('730')
    await user.clear(days)
    await user.type(days, '1000')
    await user.tab()
    await settle()
    expect(fake.settings.keepDaysByPriority).toEqual(['urgent:1000'])
    const count = screen.getByLabelText(/^Notifications/)
    await user.clear(count)
    await user.type(count, '5')
    await user.tab()
    await settle()
    expect(screen.getByText('A whole number from 100 to 10,000,000.')).toBeTruthy()
    expect(fake.settings.keepCount).toBe(1_000_000)
  })

  it('is erased after a question, and the list is empty then', async () => {
    const { fake, user } = await openStorage()
    await user.click(screen.getByRole('button', { name: 'Erase everything…' }))
    expect(screen.getByText(/^Erase all \d+ notifications\?$/)).toBeTruthy()
    expect(fake.items).not.toEqual([])
    await user.click(screen.getByRole('button', { name: 'Erase' }))
    await settle()
    expect(fake.items).toEqual([])
  })
})

describe('what came before a day', () => {
  it('is erased after a question that says how many', async () => {
    const { fake, user } = await openStorage(household(Date.now() - 2 * 86_400_000))
    const count = fake.items.length
    const today = dayOf(Date.now())
    await typeDay(user, today)
    await user.click(screen.getByRole('button', { name: 'Erase older ones…' }))
    await settle()
    const before = startOf(today)?.toISOString()
    expect(fake.inputsOf('countBefore')).toEqual([{ before }])
    expect(
      screen.getByText(new RegExp(`^Erase ${String(count)} notifications from before`)),
    ).toBeTruthy()
    expect(fake.inputsOf('eraseBefore')).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Erase' }))
    await settle()
    expect(fake.inputsOf('eraseBefore')).toEqual([{ before }])
    expect(fake.items).toEqual([])
  })

  it('is not asked about when there is nothing', async () => {
    const { fake, user } = await openStorage()
    await typeDay(user, '2001-01-01')
    await user.click(screen.getByRole('button', { name: 'Erase older ones…' }))
    await settle()
    expect(screen.getByText('Nothing came before that day.')).toBeTruthy()
    expect(fake.inputsOf('eraseBefore')).toEqual([])
  })

  it.each(['', '2001-02-3', '2001-13-40', 'soon'])('%j is no day', (text) => {
    expect(startOf(text)).toBeNull()
  })
})

describe('an export', () => {
  it('says how far it is, can be stopped, and says what came of it', async () => {
    const { fake, user } = await openStorage()
    await user.click(screen.getByRole('button', { name: 'Export…' }))
    await settle()
    expect(screen.getByText(/notifications stand in bellhop\.jsonl/)).toBeTruthy()
    fake.emit('exporting', { done: 25, total: 100 })
    await settle()
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.25')
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(fake.inputsOf('stopExport')).toHaveLength(1)
    fake.emit('exporting', null)
    await settle()
    expect(screen.queryByRole('progressbar')).toBeNull()
  })
})

describe('backups', () => {
  const failed = { last: null, failure: 'no_room', isKnown: false } as const

  it('that failed are told once, wherever the window is, with what to do', async () => {
    const { fake, user } = await openWindow({ ...household(), status: { backup: failed } })
    expect(screen.getByRole('alert').textContent).toMatch(/room on the disk/)
    await user.click(screen.getByRole('button', { name: 'I know' }))
    await settle()
    expect(fake.inputsOf('knowBackupFailure')).toHaveLength(1)
    expect(screen.queryByText(/room on the disk/)).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Storage' }))
    expect(screen.getByText(/room on the disk/)).toBeTruthy()
  })

  it('are made by a click, and then it is said when', async () => {
    const { fake, user } = await openStorage()
    expect(screen.getByText(/None was made yet/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Back up now' }))
    await settle()
    expect(fake.inputsOf('backUp')).toHaveLength(1)
    expect(screen.getByText(/Last made Today/)).toBeTruthy()
  })
})
