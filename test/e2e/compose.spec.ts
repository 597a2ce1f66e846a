// The person writes, schedules, takes back and deletes, in the real window with a real device at the other end.

import { expect, passFirstRun, rowOf, test } from './support/test'

test('what is written reaches a device after the time to undo it, and a topic is one of the recipients', async ({
  page,
  connect,
}) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  const tv = await connect({ id: 'tv', name: 'TV' })
  tv.send({ type: 'subscribe', topics: ['family'] })
  await passFirstRun(page, pi)
  await expect(page.getByRole('navigation').getByRole('button', { name: 'family' })).toBeVisible()
  await page.keyboard.press('n')
  const sheet = page.getByRole('dialog', { name: 'New notification' })
  await expect(sheet.getByRole('combobox', { name: 'To' })).toBeFocused()
  await page.keyboard.type('kitch')
  await page.keyboard.press('Enter')
  await page.keyboard.type('#fam')
  await page.keyboard.press('Enter')
  await sheet.getByRole('textbox', { name: 'Title' }).fill('Coffee?')
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(sheet.getByRole('textbox', { name: 'Title' })).toHaveValue('Coffee?')
  await sheet.getByRole('textbox', { name: 'Title' }).fill('Coffee at ten?')
  await sheet.getByRole('button', { name: /Send/ }).click()
  expect(await tv.until(({ title }) => title === 'Coffee at ten?')).toMatchObject({
    from: { id: 'hub' },
    to: ['kitchen-pi', '#family'],
  })
  await pi.until(({ title }) => title === 'Coffee at ten?')
  expect(pi.of('event').map(({ title }) => title)).not.toContain('Coffee?')
  await page.getByRole('button', { name: 'Sent' }).click()
  await expect(rowOf(page, 'Coffee at ten?').locator('.ticks')).toContainText('2 of 2')
  const box = await rowOf(page, 'Coffee at ten?').boundingBox()
  for (const device of [pi, tv]) {
    const { id } = await device.until(({ title }) => title === 'Coffee at ten?')
    device.send({ type: 'read', id })
  }
  await expect(rowOf(page, 'Coffee at ten?').locator('.ticks.read')).toBeVisible()
  expect(await rowOf(page, 'Coffee at ten?').boundingBox()).toEqual(box)
})

test('what is scheduled is listed and taken back', async ({ page, connect }) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await passFirstRun(page, pi)
  await page.getByRole('button', { name: 'New notification' }).click()
  const sheet = page.getByRole('dialog', { name: 'New notification' })
  await page.keyboard.type('kitch')
  await page.keyboard.press('Enter')
  await sheet.getByRole('textbox', { name: 'Title' }).fill('Bins tomorrow')
  await sheet.getByRole('button', { name: /^When/ }).click()
  await page
    .getByRole('menuitem', { name: /Tomorrow|:00/ })
    .last()
    .click()
  await sheet.getByRole('button', { name: /Send/ }).click()
  const rail = page.getByRole('navigation')
  await rail.getByRole('button', { name: /Scheduled 1 scheduled/ }).click()
  await expect(page.getByRole('heading', { name: 'Bins tomorrow', level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Do not send' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is scheduled' })).toBeVisible()
  expect(pi.of('event')).toEqual([])
})

test('several are selected and deleted; Undo brings them back, and else they are gone', async ({
  page,
  connect,
}) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await passFirstRun(page, pi)
  // Four of one sender in a row would stand folded.
  const tv = await connect({ id: 'tv', name: 'TV' })
  await pi.notify({ title: 'One' })
  await tv.notify({ title: 'Two' })
  await pi.notify({ title: 'Three' })
  await rowOf(page, 'Three').click()
  await rowOf(page, 'One').click({ modifiers: ['Shift'] })
  await expect(page.getByRole('status').filter({ hasText: '3 selected' })).toBeVisible()
  await page.keyboard.press('Delete')
  await expect(rowOf(page, 'Two')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rowOf(page, 'Two')).toBeVisible()
  await rowOf(page, 'Two').click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(rowOf(page, 'Two')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Everything' }).click()
  await expect(rowOf(page, 'Three')).toBeVisible()
  await expect(rowOf(page, 'Two')).toBeHidden()
})
