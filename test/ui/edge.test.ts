// The window's edge by role and name: banners with their way out, the pause, what did not work.

import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

describe('toasts', () => {
  it('are quiet by the hours and days that are chosen, which the rail says', async () => {
    const { user, fake, desk } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: 'Pause' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Quiet hours…' }))
    await settle()
    await user.click(screen.getByRole('switch', { name: /^Quiet hours/ }))
    await settle()
    const hourOf = (name: string): HTMLElement =>
      within(screen.getByRole('group', { name })).getByRole('spinbutton', { name: 'Hour' })
    expect(screen.getByRole('group', { name: 'Quiet from' }).textContent).toMatch(/^10:00\sPM$/)
    expect(screen.getByRole('group', { name: 'Quiet until' }).textContent).toMatch(/^07:00\sAM$/)
    for (const name of ['Quiet from', 'Quiet until']) {
      hourOf(name).focus()
      await user.keyboard('1200a')
      await settle()
    }
    await user.keyboard('{Backspace}')
    await settle()
    await user.click(screen.getByRole('checkbox', { name: 'Mon' }))
    await settle()
    expect(fake.settings).toMatchObject({
      quietHours: '00:00-00:00',
      quietDays: ['tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    })
    const isMonday = new Date(desk.clock.now).getDay() === 1
    expect(desk.quietUntilMs === null).toBe(isMonday)
    await user.click(screen.getByRole('checkbox', { name: 'Mon' }))
    await settle()
    expect(screen.getByRole('button', { name: /^Quiet until/ })).toBeTruthy()
  })

  it('are paused at the rail’s foot, which a banner says, and resumed', async () => {
    const { fake, user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: 'Pause' }))
    await settle()
    await user.click(screen.getByRole('menuitem', { name: 'Until resumed' }))
    await settle()
    expect(fake.inputsOf('setSettings')).toEqual([{ pausedUntil: 'resumed' }])
    expect(screen.getByText('Pop-ups are paused. Urgent ones still ring.')).toBeTruthy()
    // The one at the foot has the focus of the one that it took the place of, and gives it back.
    const resume = document.activeElement as HTMLElement
    expect(screen.getAllByRole('button', { name: 'Resume' })).toContain(resume)
    await user.keyboard('{Enter}')
    await settle()
    expect(screen.queryByText('Pop-ups are paused. Urgent ones still ring.')).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Pause' }))
  })
})

describe('the edge', () => {
  it('names a taken port and offers the next free one', async () => {
    const { fake, user } = await openWindow({
      ...household(),
      status: {
        state: 'failed',
        failure: { code: 'port_taken', message: '', port: 9999, nextFreePort: 10_000 },
      },
    })
    expect(screen.getByText('Port 9999 is taken by another program.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Use 10000' }))
    await settle()
    expect(fake.inputsOf('setSettings')).toEqual([{ port: 10_000 }])
    expect(screen.queryByText(/is taken/)).toBeNull()
  })

  it('says that the disk is full, for as long as it is', async () => {
    const { fake } = await openWindow({ ...household(), status: { isStorageFull: true } })
    expect(screen.getByText(/The disk is full/)).toBeTruthy()
    fake.emit('status', { ...fake.status, isStorageFull: false })
    await settle()
    expect(screen.queryByText(/The disk is full/)).toBeNull()
  })

  it('offers a fresh start when the history is damaged', async () => {
    const { fake, user } = await openWindow({
      ...household(),
      status: { state: 'failed', failure: { code: 'history_damaged', message: '' } },
    })
    await user.click(screen.getByRole('button', { name: 'Start with an empty history' }))
    await settle()
    expect(fake.inputsOf('startFresh')).toHaveLength(1)
  })

  it('warns for as long as anybody may connect', async () => {
    const { fake, user } = await openWindow({
      ...household(),
      settings: { trust: 'open' },
      status: { trust: 'open' },
    })
    await user.click(screen.getByRole('button', { name: 'Ask again' }))
    await settle()
    expect(fake.inputsOf('setSettings')).toEqual([{ trust: 'ask' }])
    expect(screen.queryByRole('button', { name: 'Ask again' })).toBeNull()
  })

  it('says what did not work', async () => {
    const { fake, user } = await openWindow(household())
    fake.failing.add('copy')
    await user.click(screen.getByRole('button', { name: 'Copy address' }))
    await settle()
    expect(screen.getByRole('alert').textContent).toContain('That did not work: pretended')
  })
})
