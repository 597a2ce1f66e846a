// The buttons of a notification, by role and name.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

const ACTIONS = [
  { id: 'again', label: 'Run again' },
  { id: 'say', label: 'Reply', reply: true },
  { id: 'log', label: 'Open log', url: 'https://nas.local/log' },
] as const

async function opened(more: object = {}) {
  const stage = await openWindow(household())
  const [item] = stage.fake.arrive({ title: 'Backup', actions: ACTIONS, ...more })
  await settle()
  await stage.user.click(screen.getByRole('row', { name: /Backup/ }))
  await settle()
  return { ...stage, id: item?.id }
}

const button = (name: string | RegExp) => screen.getByRole('button', { name })

describe('a button of a notification', () => {
  it('goes to the sender, and says so', async () => {
    const { user, fake, id } = await opened()
    await user.click(button('Run again'))
    await settle()
    expect(fake.inputsOf('act')).toEqual([{ id, action: 'again' }])
    expect(screen.getByText(/has been told/)).toBeTruthy()
  })

  it('that asks for an answer opens a field, and sends what is written there', async () => {
    const { user, fake, id } = await opened()
    await user.click(button('Reply'))
    expect(button('Send').hasAttribute('disabled')).toBe(true)
    await user.type(screen.getByRole('textbox', { name: 'Your answer' }), 'On my way{Enter}')
    await settle()
    expect(fake.inputsOf('act')).toEqual([{ id, action: 'say', text: 'On my way' }])
    expect(screen.queryByRole('textbox', { name: 'Your answer' })).toBeNull()
  })

  it('has the focus again when the answer is sent, and when it is given up', async () => {
    const { user, fake } = await opened()
    await user.click(button('Reply'))
    await user.keyboard('{Escape}')
    await settle()
    expect(document.activeElement).toBe(button('Reply'))
    await user.keyboard('{Enter}On my way{Enter}')
    await settle()
    expect(fake.inputsOf('act')).toHaveLength(1)
    expect(document.activeElement).toBe(button('Reply'))
  })

  it('that leads somewhere names the true host', async () => {
    const { user, fake, id } = await opened()
    await user.click(button(/Open log.*nas\.local/))
    expect(fake.inputsOf('openLink')).toEqual([{ id, action: 'log' }])
    expect(fake.inputsOf('act')).toEqual([])
  })

  it('is not there on what was taken back, which says so', async () => {
    await opened({ ended: 'cancelled' })
    expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull()
    expect(screen.getByText('The sender took this back.')).toBeTruthy()
  })

  it('is not there on a guest’s', async () => {
    await opened({ lane: 'guest' })
    expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull()
  })
})
