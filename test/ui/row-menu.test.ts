// The menu of a row: what becomes of it while it is open.

import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { FeedItem } from '../../src/shared/views'
import { household, openWindow, settle } from './support/stage'

describe('the menu of a row', () => {
  it('goes with the list that it stands over, and leaves the marks of its row until then', async () => {
    const { desk, fake } = await openWindow(household())
    const row = screen.getAllByRole('row')[0] as HTMLElement
    await fireEvent.contextMenu(row)
    await settle()
    expect(screen.getByRole('menu')).toBeTruthy()
    const [item] = desk.feed.items
    fake.emit('changed', [{ ...(item as FeedItem), progress: 0.5 }])
    await settle()
    expect(document.querySelector('.row.asked')).toBeTruthy()
    fake.emit('go', { at: 'requests' })
    await settle()
    expect(screen.queryByRole('menu')).toBeNull()
  })
})
