// The person forwards: by clicking and by keys alone; and what stood there is there after a restart.

import { fileOf, twoLineClient } from './support/pages'
import { expect, passFirstRun, rowOf, test } from './support/test'

test('one is forwarded to a chosen device by clicking', async ({ page, connect, desktop }) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  const tv = await connect({ id: 'tv', name: 'TV' })
  const phone = await connect({ id: 'phone', name: 'Phone', kind: 'phone' })
  await passFirstRun(page, pi)
  await pi.notify({ title: 'Kettle', body: 'boils' })
  await rowOf(page, 'Kettle').click()
  const forward = page.getByRole('region', { name: 'Forward' })
  await forward.getByRole('checkbox', { name: /TV/ }).check()
  await forward.getByRole('button', { name: 'Forward to 1' }).click()
  await expect(forward.getByRole('status')).toContainText('Forwarded')
  const got = await tv.until(({ title }) => title === 'Kettle')
  expect(got).toMatchObject({
    type: 'event',
    from: { id: 'kitchen-pi', name: 'Kitchen Pi' },
    to: ['tv'],
    body: 'boils',
    forwarded: { by: 'hub' },
  })
  await phone.until(({ type, to }) => type === 'announce' && JSON.stringify(to) === '["tv"]')
  expect(phone.of('event')).toEqual([])
  // Two toasts of the Pi folded or shown, and none for the copy.
  for (const toast of await desktop.toasts()) expect(toast.title).not.toContain('TV')
  await page.getByRole('button', { name: 'Everything' }).click()
  await expect(rowOf(page, 'Kettle')).toHaveCount(2)
})

test('what a guest sent can be forwarded by hand', async ({
  page,
  connect,
  open,
  profile,
  port,
}) => {
  const tv = await connect({ id: 'tv', name: 'TV' })
  await open(await fileOf(profile, twoLineClient(port, 'hello from a page')))
  await rowOf(page, 'hello from a page').click()
  const forward = page.getByRole('region', { name: 'Forward' })
  await forward.getByRole('checkbox', { name: /TV/ }).check()
  await forward.getByRole('button', { name: 'Forward to 1' }).click()
  await tv.until(({ body }) => body === 'hello from a page')
})

test('keys alone are enough', async ({ page, connect }) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  const tv = await connect({ id: 'tv', name: 'TV' })
  await passFirstRun(page, pi)
  await pi.notify({ title: 'Kettle', body: 'boils' })
  await expect(rowOf(page, 'Kettle')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.keyboard.press('k')
  await expect(page.getByRole('heading', { name: 'Kettle', level: 1 })).toBeVisible()
  await page.keyboard.press('f')
  const field = page.getByRole('textbox', { name: 'Find a device or topic' })
  await expect(field).toBeFocused()
  await page.keyboard.type('tv')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('checkbox', { name: /TV/ })).toBeChecked()
  await page.keyboard.press('Enter')
  await tv.until(({ type, title }) => type === 'event' && title === 'Kettle')
})

test('a restart keeps history, settings, devices and the window’s place', async ({
  start,
  connect,
  url,
}) => {
  const first = await start()
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await passFirstRun(first.page, pi)
  await pi.notify({ title: 'Before the restart' })
  await expect(rowOf(first.page, 'Before the restart')).toBeVisible()
  await first.page.getByRole('button', { name: 'Settings' }).click()
  await first.page.getByRole('radio', { name: 'Dark' }).click()
  await expect(first.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await first.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 900, height: 700 }),
  )
  await first.close()

  const second = await start()
  await expect(rowOf(second.page, 'Before the restart')).toBeVisible()
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(second.page.getByRole('navigation')).toContainText('Kitchen Pi')
  const box = await second.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  )
  expect(box).toMatchObject({ width: 900, height: 700 })
  const again = await fetch(`${url}/v1/health`)
  expect(await again.json()).toMatchObject({ healthy: true })
})
