// Everybody can use it: axe finds no violation in any view, in either theme, at any width.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'
import { fillWindow, leaveView, VIEWS } from './support/sample'
import { SCREENS } from './support/screens'
import { expect, test } from './support/test'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const RULES: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}
const SIZES = [
  { width: 1280, height: 800 },
  { width: 820, height: 700 },
  { width: 480, height: 700 },
] as const

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in ${theme}`, () => {
    test.use({ settings: { theme } })

    test('axe finds nothing on the first page', async ({ page }) => {
      await expect(page.getByRole('main').first()).toBeVisible()
      await addAxe(page)
      expect(await violations(page)).toEqual([])
    })

    test('axe finds nothing in any view at any width', async ({
      app,
      page,
      connect,
      open,
      profile,
      port,
    }) => {
      await app.resize(SIZES[0])
      await fillWindow({ page, connect, open, profile, port })
      await addAxe(page)
      for (const view of VIEWS) {
        await app.resize(SIZES[0])
        await view.show(page)
        for (const size of SIZES) {
          await app.resize(size)
          if (view.isGoneWithResize) await view.show(page)
          expect.soft(await violations(page), `${view.name}, ${size.width} px`).toEqual([])
        }
        await leaveView(page, view.name)
      }
    })

    test('axe finds nothing in any screen beside the feed', async ({
      app,
      page,
      connect,
      open,
      profile,
      port,
    }) => {
      await app.resize(SIZES[0])
      const around = { page, connect, open, profile, port }
      await fillWindow(around)
      await addAxe(page)
      for (const { name, show, leave } of SCREENS) {
        await show(around)
        for (const size of SIZES) {
          await app.resize(size)
          expect.soft(await violations(page), `${name}, ${size.width} px`).toEqual([])
        }
        await app.resize(SIZES[0])
        await leave?.(page)
      }
    })
  })
}

/** Into the page past its policy, which keeps the page's own code from it. */
async function addAxe(page: Page): Promise<void> {
  await page.evaluate(await readFile(AXE, 'utf8'))
}

async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(async (options) => {
    // Colours are measured once nothing moves any more.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
    const axe = Reflect.get(window, 'axe') as {
      run: (options: RunOptions) => Promise<AxeResults>
    }
    const { violations } = await axe.run(options)
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
  }, RULES)
  return found
}
