// The columns' edges in the real window: pulled with a pointer and with keys, and as they were left after a restart.

import { expect, test } from './support/test'

test('a column that was pulled is as wide after a restart, and as usual after two clicks', async ({
  start,
  connect,
}) => {
  let app = await start()
  await app.resize({ width: 1_280, height: 800 })
  const device = await connect({ id: 'nas', name: 'NAS' })
  await device.notify({ title: 'Backup done' })
  const edge = () => app.page.getByRole('separator', { name: 'Width of the list' })
  const width = () => app.page.locator('.feed').evaluate((one) => one.getBoundingClientRect().width)
  await expect(edge()).toHaveAttribute('aria-valuenow', '424')
  expect(await width()).toBe(424)

  const box = await edge().boundingBox()
  if (box === null) throw new Error('The edge is not there.')
  await app.page.mouse.move(box.x + 2, 400)
  await app.page.mouse.down()
  await app.page.mouse.move(box.x + 62, 400, { steps: 4 })
  await app.page.mouse.up()
  expect(await width()).toBe(484)
  await app.page.keyboard.press('Shift+ArrowRight')
  expect(await width()).toBe(524)
  const kept = () =>
    app.page.evaluate(async () => {
      const api = Reflect.get(window, 'bellhop') as {
        open: () => Promise<{ value: { settings: { feedWidth: number } } }>
      }
      return (await api.open()).value.settings.feedWidth
    })
  await expect.poll(kept).toBe(524)

  await app.close()
  app = await start()
  await app.resize({ width: 1_280, height: 800 })
  await expect(edge()).toHaveAttribute('aria-valuenow', '524')
  expect(await width()).toBe(524)
  await app.resize({ width: 1_000, height: 800 })
  await expect(edge()).toBeHidden()
  await app.resize({ width: 1_280, height: 800 })
  await edge().dblclick()
  await expect(edge()).toHaveAttribute('aria-valuenow', '424')
  await expect.poll(kept).toBe(0)
})
