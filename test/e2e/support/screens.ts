// Screens beside the feed, each in the state that is to be looked at: pairing, devices, settings. For the views that
// are measured and pictured.

import type { Page } from '@playwright/test'
import type { Surroundings } from './sample'
import { expect } from './test'

export type Shown = Readonly<{
  name: string
  show: (around: Surroundings) => Promise<void>
  /** Leaves it as it was. */
  leave?: (page: Page) => Promise<void>
}>

/** In the order in which they are shown; the wide window stands at the feed before each. */
export const SCREENS: readonly Shown[] = [
  {
    name: 'connect, paired',
    show: async ({ page, connect }) => {
      await openConnect(page)
      const code = (await page.locator('.code6 .digits').textContent()) ?? ''
      await connect({ id: 'adas-phone', name: 'Ada’s Phone', kind: 'phone', pair: code })
      await expect(page.getByText('Ada’s Phone is connected')).toBeVisible()
    },
    leave: leaveConnect,
  },
  {
    name: 'connect, ended',
    show: async ({ page }) => {
      await openConnect(page)
      await page.evaluate(async () => {
        await (
          Reflect.get(window, 'bellhop') as { stopPairing: () => Promise<unknown> }
        ).stopPairing()
      })
      await expect(page.getByRole('button', { name: 'Show a new one' })).toBeVisible()
    },
    leave: leaveConnect,
  },
]

async function openConnect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect a device' }).click()
  await expect(page.getByRole('timer')).toBeVisible()
}

async function leaveConnect(page: Page): Promise<void> {
  await page
    .getByRole('main', { name: 'Connect a device' })
    .getByText(/^(?:Close|Later)$/)
    .click()
}
