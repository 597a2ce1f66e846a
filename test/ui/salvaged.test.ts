// What the window says of a damaged history that was saved.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

describe('the banner', () => {
  it('says how much of a damaged history was saved, until the person knows', async () => {
    const salvaged = {
      time: '2026-11-22T12:00:00.000Z',
      aside: '/home/a/history.db.corrupt-1',
      notifications: { saved: 980, lost: 20 },
      devices: { saved: 3, lost: 1 },
      areBlocksWhole: true,
    }
    const { user } = await openWindow({ ...household(), status: { salvaged } })
    expect(screen.getByText(/saved: 980; could not be read: 20\. 1 device could not/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'I know' }))
    await settle()
    expect(screen.queryByText(/was damaged/)).toBeNull()
  })
})
