// What the window says of who speaks in clear, and of the hub's key.

import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { HubIdentity } from '../../src/shared/views'
import { household, openWindow } from './support/stage'

const IDENTITY: HubIdentity = {
  state: 'ready',
  pin: 'RigLrRK4jvg0Tt46W0YPfBmem5eHKUNgPeIKF1e2qzY=',
  words: ['economy', 'doctor', 'twice', 'century'],
  isSealed: false,
}

describe('the open lock', () => {
  it('marks who speaks in clear, and nobody else', async () => {
    const world = household()
    const devices = (world.devices ?? []).map((device, at) => ({
      ...device,
      link: at === 0 ? ('clear' as const) : device.link,
    }))
    const { user } = await openWindow({ ...world, devices })
    const [open, closed] = devices
    if (!open || !closed) throw new Error('There is nobody.')
    const row = (name: string) => screen.getByRole('button', { name: new RegExp(name) })
    expect(within(row(open.name)).queryByText('Not encrypted')).not.toBeNull()
    expect(within(row(closed.name)).queryByText('Not encrypted')).toBeNull()
    await user.click(row(open.name))
    expect(screen.getAllByText('Not encrypted')).toHaveLength(2)
    await user.click(row(closed.name))
    expect(screen.getAllByText('Not encrypted')).toHaveLength(1)
  })
})

describe('settings', () => {
  async function openNetwork(identity: HubIdentity) {
    const opened = await openWindow({ ...household(), status: { identity } })
    await opened.user.click(screen.getByRole('button', { name: 'Settings' }))
    await opened.user.click(screen.getByRole('button', { name: 'Network' }))
    return opened
  }

  it('show the fingerprint, and who guards the key', async () => {
    await openNetwork(IDENTITY)
    expect(screen.getByText('economy doctor twice century')).toBeTruthy()
    expect(screen.getByText(/kept in a file that only this user can read/)).toBeTruthy()
    expect(screen.getByText(`sha256//${IDENTITY.pin}`)).toBeTruthy()
  })

  it('say why there is none', async () => {
    await openNetwork({ state: 'missing', reason: 'locked' })
    expect(screen.getByRole('alert').textContent).toMatch(/locked in the system’s keyring/)
  })
})
