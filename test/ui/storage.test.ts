// Settings → Storage: how much is kept, and how to be rid of it.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

async function openStorage() {
  const stage = await openWindow(household())
  await stage.user.click(screen.getByRole('button', { name: 'Settings' }))
  await stage.user.click(screen.getByRole('button', { name: 'Storage' }))
  return stage
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
    expect(fake.items).not.toEqual([])
    await user.click(screen.getByRole('button', { name: 'Erase' }))
    await settle()
    expect(fake.items).toEqual([])
  })
})
