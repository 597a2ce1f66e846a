// Who may reach the hub, and how, as the window sets it: encryption, the Internet, what rings, and what helps.

import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

async function openPage(name: string, world = household()) {
  const stage = await openWindow(world)
  await stage.user.click(screen.getByRole('button', { name: 'Settings' }))
  await stage.user.click(screen.getByRole('button', { name }))
  await settle()
  return stage
}

describe('S-24 the Internet', () => {
  it('is asked about once more, and then a banner stays until it is off', async () => {
    const { fake, user } = await openPage('Network')
    await user.click(screen.getByRole('switch', { name: /^Reachable from the internet/ }))
    expect(fake.inputsOf('setSettings')).toEqual([])
    const question = within(screen.getByRole('alertdialog'))
    await user.click(question.getByRole('button', { name: 'Let it in' }))
    await settle()
    expect(fake.settings.publicPeers).toBe(true)
    await user.click(screen.getByRole('button', { name: /^Inbox/ }))
    await settle()
    expect(screen.getByText(/answers the internet/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Own network only' }))
    await settle()
    expect(fake.settings.publicPeers).toBe(false)
    expect(screen.queryByText(/answers the internet/)).toBeNull()
  })
})

describe('encryption', () => {
  it('is chosen, and says what that means', async () => {
    const { fake, user } = await openPage('Network')
    expect(screen.getByText(/Others carry an open lock/)).toBeTruthy()
    await user.click(screen.getByRole('radio', { name: 'Required' }))
    await settle()
    expect(fake.settings.tls).toBe('required')
    expect(screen.getByText(/Programs on this computer need not/)).toBeTruthy()
  })
})

describe('toasts', () => {
  it('are for the priorities that are chosen', async () => {
    const { fake, user } = await openPage('Notifications')
    await user.click(screen.getByRole('checkbox', { name: 'Normal' }))
    await settle()
    await user.click(screen.getByRole('checkbox', { name: 'Low' }))
    await settle()
    expect(fake.settings.toastPriorities).toEqual(['low', 'high', 'urgent'])
  })
})

describe('about', () => {
  it('has what helps to copy, and shows where the log is', async () => {
    const { fake, user } = await openPage('About')
    const help = screen.getByRole('region', { name: 'If something is wrong' })
    expect(help.textContent).toBe('Bellhop 0.1.0')
    await user.click(screen.getByRole('button', { name: 'Copy' }))
    expect(fake.inputsOf('copy')).toEqual([{ text: 'Bellhop 0.1.0' }])
    await user.click(screen.getByRole('button', { name: 'Show the log' }))
    expect(fake.inputsOf('showLog')).toHaveLength(1)
  })
})
