// A whole journey by keyboard alone: first start, connect, read, reply, forward, search, settings. Nothing is clicked.

import { press, tabTo } from './support/keys'
import { expect, rowOf, test } from './support/test'

test('a whole journey by keyboard alone', async ({ app, page, connect }) => {
  await app.resize({ width: 1280, height: 800 })
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const main = page.getByRole('main', { name: 'Connect a device' })

  await test.step('first start: the snippets are reached, and one is copied', async () => {
    await expect(main).toBeVisible()
    await tabTo(page, page.getByRole('tab', { name: 'Browser' }))
    await press(page, 'ArrowDown')
    await expect(page.getByRole('tab', { name: 'curl' })).toBeFocused()
    await expect(page.getByRole('tabpanel', { name: 'curl' })).toBeVisible()
    await tabTo(page, page.getByRole('tabpanel').getByRole('button', { name: 'Copy' }).first())
    await press(page, 'Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Copied.' })).toHaveCount(1)
  })

  await test.step('connect: a device comes by the digits, and the first message opens', async () => {
    const digits = async () =>
      (await main.getByText(/^\d{3}$/).allTextContents()).slice(0, 2).join('')
    const first = await digits()
    await tabTo(page, button('New code'), 'Shift+Tab')
    await press(page, 'Enter')
    await expect.poll(digits).not.toBe(first)
    const pi = await connect({ id: 'pi', name: 'Kitchen Pi', pair: await digits() })
    await expect(main.getByText('Kitchen Pi is connected', { exact: true })).toBeVisible()
    await pi.notify({ title: 'The very first' })
    await expect(page.getByRole('heading', { name: 'The very first', level: 1 })).toBeVisible()
  })

  const nas = await connect({ id: 'nas', name: 'NAS' })
  const tv = await connect({ id: 'tv', name: 'TV' })
  const reply = { id: 'say', label: 'Reply', reply: true }
  await nas.notify({ title: 'Backup failed', body: 'The disk is full.', actions: [reply] })

  await test.step('read: to the inbox, to the newest, into it and back to its row', async () => {
    await expect(rowOf(page, 'Backup failed')).toBeVisible()
    await press(page, 'g', 'i', 'k')
    await expect(rowOf(page, 'Backup failed')).toBeFocused()
    await press(page, 'Enter')
    const heading = page.getByRole('heading', { name: 'Backup failed', level: 1 })
    await expect(heading).toBeFocused()
    await expect(rowOf(page, 'Backup failed').getByText('Unread')).toHaveCount(0)
  })

  await test.step('reply', async () => {
    const field = page.getByRole('textbox', { name: 'Your answer' })
    await press(page, 'r')
    await expect(field).toBeFocused()
    await press(page, 'Escape')
    await expect(field).toBeHidden()
    await expect(button('Reply')).toBeFocused()
    await press(page, 'Enter')
    await expect(field).toBeFocused()
    await page.keyboard.type('A larger one is on its way.')
    await press(page, 'Enter')
    const answer = await nas.until(({ type }) => type === 'action')
    expect(answer).toMatchObject({ action: 'say', text: 'A larger one is on its way.' })
    await expect(button('Reply')).toBeFocused()
  })

  await test.step('forward', async () => {
    await press(page, 'f')
    await expect(page.getByRole('textbox', { name: 'Find a device or topic' })).toBeFocused()
    await page.keyboard.type('tv')
    await tabTo(page, page.getByRole('checkbox', { name: /TV/ }))
    await press(page, 'Space')
    await tabTo(page, button('Forward to 1'))
    await press(page, 'Enter')
    await tv.until(({ type, title }) => type === 'event' && title === 'Backup failed')
    await expect(page.getByRole('status').filter({ hasText: 'Forwarded' })).toHaveCount(1)
  })

  await test.step('search: words, its only row, and all rows again', async () => {
    await press(page, '/')
    const search = page.getByRole('searchbox', { name: 'Search' })
    await expect(search).toBeFocused()
    await page.keyboard.type('very first')
    await expect(rowOf(page, 'Backup failed')).toBeHidden()
    await press(page, 'ArrowDown')
    await expect(rowOf(page, 'The very first')).toBeFocused()
    await press(page, '/', 'Escape')
    await expect(search).toHaveValue('')
    await expect(rowOf(page, 'Backup failed')).toBeVisible()
    await press(page, 'Escape')
    await expect(search).not.toBeFocused()
  })

  await test.step('the palette: a device by its name, and back to the inbox', async () => {
    const field = page.getByRole('combobox', { name: 'All actions' })
    await press(page, 'Control+k')
    await expect(field).toBeFocused()
    await page.keyboard.type('tv')
    await press(page, 'Enter')
    await expect(page.getByRole('main', { name: 'TV' })).toBeVisible()
    await press(page, 'Control+k')
    await expect(field).toBeFocused()
    await page.keyboard.type('inbox')
    await press(page, 'Enter')
    await expect(page.getByRole('main', { name: 'Inbox' })).toBeVisible()
  })

  await test.step('settings: the theme is changed, another page is opened, and back', async () => {
    await press(page, 'Control+,')
    await tabTo(
      page,
      page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio', { checked: true }),
    )
    await press(page, 'ArrowRight')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await tabTo(page, button('Trust'), 'Shift+Tab')
    await press(page, 'Enter')
    await expect(page.getByRole('heading', { name: 'Trust', level: 2 })).toBeVisible()
    await press(page, 'Escape')
    await expect(page.getByRole('main', { name: 'Inbox' })).toBeVisible()
  })
})
