// Menus by the right button: that of a row is the page's, that of a field the system's.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, rowOf, test } from './support/test'

const run = promisify(execFile)

test('a row is acted on from its menu, by pointer and by keys, and that is undone by a key', async ({
  app,
  page,
  connect,
}) => {
  await app.resize({ width: 1_280, height: 800 })
  const nas = await connect({ id: 'nas', name: 'NAS' })
  for (const title of ['Backup done', 'Disk full', 'Scrub done']) await nas.notify({ title })
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  const item = (name: string) => page.getByRole('menuitem', { name })

  await rowOf(page, 'Disk full').click({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  // It is not opened, nor read, by that.
  await expect(page.getByRole('heading', { name: 'Disk full', level: 1 })).toBeHidden()
  await item('Mark read').click()
  await expect(rowOf(page, 'Disk full')).not.toHaveClass(/unread/)
  await rowOf(page, 'Disk full').click({ button: 'right' })
  await item('Dismiss').click()
  await expect(rowOf(page, 'Disk full')).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(rowOf(page, 'Disk full')).toBeVisible()

  await rowOf(page, 'Scrub done').click()
  await rowOf(page, 'Scrub done').focus()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await expect(rowOf(page, 'Scrub done')).toBeFocused()

  // What has the focus may have slid out of the window meanwhile: getting it back moves no column.
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Scrub done', level: 1 })).toBeFocused()
  await page.keyboard.press('Escape')
  await app.resize({ width: 820, height: 700 })
  await rowOf(page, 'Disk full').click({ button: 'right' })
  await page.keyboard.press('Escape')
  await page.evaluate(() => document.querySelector<HTMLElement>('.detail h1')?.focus())
  expect(await page.locator('.window').evaluate(({ scrollLeft }) => scrollLeft)).toBe(0)
  await app.resize({ width: 1_280, height: 800 })

  await page.keyboard.press('x')
  await rowOf(page, 'Backup done').click({ modifiers: ['Control'] })
  await rowOf(page, 'Backup done').click({ button: 'right' })
  await item('Dismiss').click()
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(1)
})

test('a field takes what is pasted from the system’s menu', async ({ app, page }) => {
  await app.electron.evaluate(({ clipboard }) => clipboard.writeText('kettle'))
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.keyboard.press('/')
  const field = page.getByRole('searchbox')
  await field.click({ button: 'right' })
  await expect(async () => {
    // Undo and the like cannot be chosen here: the first that can is Paste.
    await run('xdotool', ['key', 'Down', 'Return'])
    await expect(field).toHaveValue('kettle', { timeout: 500 })
  }).toPass()
})
