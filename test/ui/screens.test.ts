// Screens that a link from outside may ask for, before the window is there and after.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

describe('S-79 a link from outside', () => {
  it('that was followed before the window was there shows its screen at once', async () => {
    const { desk } = await openWindow({ ...household(), go: { at: 'settings', page: 'trust' } })
    expect(desk.route).toEqual({ at: 'settings', page: 'trust' })
    expect(screen.getByRole('heading', { name: 'Trust' })).toBeTruthy()
  })

  it('shows its screen in a window that is there, and asks for nothing but what stands in it', async () => {
    const { fake, desk } = await openWindow(household())
    const before = fake.calls.length
    fake.emit('go', { at: 'requests' })
    await settle()
    expect(desk.route).toEqual({ at: 'requests' })
    fake.emit('go', { at: 'everything' })
    await settle()
    expect(desk.route).toEqual({ at: 'everything' })
    expect(new Set(fake.calls.slice(before).map(({ name }) => name))).toEqual(
      new Set(['feed', 'ticks']),
    )
  })
})
