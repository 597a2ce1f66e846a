// The list in the real window: it is found again where it was left, goes by pages, and says the day while its bar is dragged.

import type { Page } from '@playwright/test'
import type { BellhopApi } from '../../src/shared/ipc'
import { expect, test } from './support/test'

const MANY = 40

const offset = (page: Page): Promise<number> =>
  page.getByRole('grid').evaluate((list) => list.scrollTop)

/** Where the list comes to rest. */
const restOf = (page: Page): Promise<number> =>
  page.getByRole('grid').evaluate(async (list) => {
    for (let before = -1, still = 0; still < 12; before = list.scrollTop) {
      still = list.scrollTop === before ? still + 1 : 0
      await new Promise(requestAnimationFrame)
    }
    return list.scrollTop
  })

test('a long list is where it was left, goes by pages, and names the day while it is dragged', async ({
  app,
  page,
  connect,
}) => {
  await app.resize({ width: 1_280, height: 800 })
  const senders = [
    await connect({ id: 'nas', name: 'NAS' }),
    await connect({ id: 'tv', name: 'TV' }),
  ]
  for (let n = 1; n <= MANY; n++) {
    await senders[n % 2]?.notify({
      title: `Number ${n}`,
      body: 'A line or two of text, as they have.',
    })
  }
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  const row = (n: number) => page.getByRole('row', { name: new RegExp(`Number ${n}\\b`) })
  await expect(row(MANY)).toBeVisible()

  await test.step('through the settings and back', async () => {
    const list = page.getByRole('grid')
    await list.hover()
    await expect(async () => {
      await page.mouse.wheel(0, 200)
      expect(await offset(page)).toBeGreaterThan(300)
    }).toPass()
    const left = await restOf(page)
    await page.keyboard.press('Control+,')
    await expect(page.getByRole('heading', { name: 'General' })).toBeVisible()
    await senders[0]?.notify({ title: 'While away' })
    await page.keyboard.press('Escape')
    await expect(page.getByRole('main', { name: 'Inbox' })).toBeVisible()
    await expect.poll(() => offset(page)).toBe(left)
    await expect(page.getByRole('button', { name: '1 new' })).toBeVisible()
  })

  await test.step('a page on and a page back, with one row of both in view', async () => {
    await page.keyboard.press('Home')
    await expect(row(MANY)).toBeFocused()
    await page.keyboard.press('PageDown')
    await expect(row(MANY)).not.toBeFocused()
    const first = await page.locator('[role=row]:focus').getAttribute('aria-rowindex')
    expect(Number(first)).toBeGreaterThan(4)
    await page.keyboard.press('PageUp')
    await expect(row(MANY)).toBeFocused()
    await page.keyboard.press('End')
    await expect(row(1)).toBeFocused()
    await page.keyboard.press('Home')
    await expect(row(MANY)).toBeFocused()
  })

  await test.step('its bar dragged', async () => {
    // The end of the scrolling before would let go of the bar.
    expect(await restOf(page)).toBe(0)
    const box = await page.getByRole('grid').boundingBox()
    if (box === null) throw new Error('The list is not there.')
    await page.mouse.move(box.x + box.width - 4, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width - 4, box.y + 240, { steps: 4 })
    await expect(page.locator('.at-day')).toHaveText(/^Today/)
    await page.mouse.up()
    await expect(page.locator('.at-day')).toBeHidden()
  })

  await test.step('through another list and back, with what was open', async () => {
    await page.getByRole('grid').hover()
    await expect(async () => {
      await page.mouse.wheel(0, 200)
      expect(await offset(page)).toBeGreaterThan(300)
    }).toPass()
    const left = await restOf(page)
    const box = await page.getByRole('grid').boundingBox()
    if (box === null) throw new Error('The list is not there.')
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    const opened = page.getByRole('grid').locator('[role=row][aria-selected=true]')
    await expect(opened).toHaveCount(1)
    const title = (await opened.locator('.title').textContent()) ?? ''
    await page.keyboard.press('g')
    await page.keyboard.press('e')
    await expect(page.getByRole('main', { name: 'Everything' })).toBeVisible()
    await expect(page.getByRole('row', { name: /While away/ })).toBeVisible()
    expect(await offset(page)).toBe(0)
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await expect(page.getByRole('main', { name: 'Inbox' })).toBeVisible()
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
    // One more stands above by now; what was in view is where it was.
    await expect.poll(() => offset(page)).toBeGreaterThan(left + 40)
    await expect(opened).toContainText(title)
    await expect(opened).toBeInViewport()
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await expect.poll(() => offset(page)).toBe(0)
  })
})

test('the next unread is found far below what is loaded, and the list goes there', async ({
  app,
  page,
  connect,
}) => {
  await app.resize({ width: 1_280, height: 800 })
  const senders = [await connect({ id: 'nas' }), await connect({ id: 'tv' })]
  for (let n = 1; n <= 150; n++) await senders[n % 2]?.notify({ title: `Number ${n}` })
  await page.evaluate(async () => {
    const api = Reflect.get(window, 'bellhop') as BellhopApi
    await api.markAllRead()
    const all = await api.feed({ place: 'inbox', limit: 200 })
    const oldest = all.ok ? all.value.items.at(-1) : undefined
    if (oldest !== undefined) await api.markRead({ ids: [oldest.id], isRead: false })
  })
  await page.reload()
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  const row = (n: number) => page.getByRole('row', { name: new RegExp(`Number ${n}\\b`) })
  await expect(row(150)).toBeVisible()
  await page.keyboard.press('Shift+U')
  await expect(page.getByRole('heading', { name: 'Number 1', level: 1, exact: true })).toBeVisible()
  await expect(row(1)).toBeFocused()
  await expect(row(1)).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Shift+U')
  await expect(page.getByRole('status')).toContainText(['Nothing else here is unread.'])
  await page.keyboard.press('k')
  await expect(row(2)).toBeFocused()
})
