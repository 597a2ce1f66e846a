// Hands that have a keyboard and nothing else: Tab, keys and words; and where the focus is, by role and name.

import type { Locator, Page } from '@playwright/test'
import { expect } from './test'

/** More stops than any screen has. */
const STOPS = 80

/** Goes on with Tab (back with Shift) until this has the focus. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let stop = 0; stop < STOPS; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) break
    await page.keyboard.press(key)
  }
  await expect(target).toBeFocused()
}

/** Presses these one after the other, each written as Playwright writes keys. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}
