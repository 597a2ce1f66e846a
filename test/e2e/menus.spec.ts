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

test('a menu at the edge of the window stays until something is chosen, and follows the button', async ({
  app,
  page,
  connect,
}) => {
  await app.resize({ width: 820, height: 700 })
  const senders = [await connect({ id: 'nas' }), await connect({ id: 'tv' })]
  for (let at = 0; at < 12; at++) await senders[at % 2]?.notify({ title: `Row ${at}` })
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  // The first that came was open, and slides away.
  await expect(page.locator('.detail')).toBeHidden()
  await expect(page.getByText('Row 1', { exact: true })).toBeVisible()
  const list = await page.getByRole('grid').boundingBox()
  if (list === null) throw new Error('There is no list.')
  const [x, y] = [list.x + list.width - 20, list.y + list.height - 10]
  const menu = page.getByRole('menu')
  const last = menu.getByRole('menuitem').last()
  // Pressed with a hand that is not still.
  await page.mouse.move(x, y)
  await page.mouse.down({ button: 'right' })
  await expect(last).toBeVisible()
  await menu.evaluate((one) => Promise.all(one.getAnimations().map(({ finished }) => finished)))
  await page.mouse.move(x - 3, y - 6)
  await expect(last).toHaveAttribute('data-highlighted')
  await page.mouse.up({ button: 'right' })
  await expect(last).toBeVisible()

  // Asked for once more beside it: that row has it now, and the focus is still in it.
  await rowOf(page, 'Row 10').click({ button: 'right', position: { x: 60, y: 20 }, force: true })
  await expect(menu.getByRole('menuitem', { name: 'All from nas' })).toBeVisible()
  await expect(page.locator('.row.asked')).toContainText('Row 10')
  await expect(menu).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(menu.getByRole('menuitem', { name: 'Forward' })).toBeFocused()
  await last.click({ button: 'right' })
  await expect(menu.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('Tab')
  await expect(menu).toBeHidden()
  await expect(page.getByRole('grid').locator(':focus')).toHaveCount(1)

  // With text so large that the window is too low for it, all of it can be reached.
  const zoom = (by: number) =>
    app.electron.evaluate(
      ({ BrowserWindow }, factor) =>
        BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor),
      by,
    )
  await zoom(2)
  await expect.poll(() => page.evaluate(() => innerHeight)).toBe(350)
  await rowOf(page, 'Row 10').focus()
  await page.keyboard.press('Shift+F10')
  await expect(menu).toBeVisible()
  for (const key of ['Home', 'End']) {
    await page.keyboard.press(key)
    await expect(menu.locator(':focus')).toBeInViewport({ ratio: 1 })
  }
  await page.keyboard.press('Escape')
  await zoom(1)
  await expect.poll(() => page.evaluate(() => innerHeight)).toBe(700)

  // Whoever holds the button and goes to an item chooses it by letting go, as in the system's menus.
  await page.mouse.move(x, y)
  await page.mouse.down({ button: 'right' })
  await expect(last).toBeVisible()
  await last.hover()
  await page.mouse.up({ button: 'right' })
  await expect(menu).toBeHidden()
  await expect(page.getByRole('navigation').locator('[aria-current="page"]')).toContainText(
    /nas|tv/,
  )
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
