// The main job, from outside to the window: pages and programs push, the window shows it and rings, and those
// it is for handle it.

import type { Page } from '@playwright/test'
import type { Device } from './support/clients'
import { askingClient, fileOf, Site, twoLineClient } from './support/pages'
import { expect, passFirstRun, rowOf, test } from './support/test'

let site: Site

test.beforeAll(async () => {
  site = await Site.start()
})
test.afterAll(() => site.stop())

for (const from of ['a file', 'a web server'] as const) {
  test(`the two-line client on a page of ${from} is in the window within a second`, async ({
    page,
    desktop,
    open,
    profile,
    port,
  }) => {
    const html = twoLineClient(port, 'hello')
    const address = from === 'a file' ? await fileOf(profile, html) : site.add(html)
    await open(address)
    const openedAt = performance.now()
    const row = rowOf(page, 'hello')
    await expect(row).toBeVisible({ timeout: 1_000 })
    expect(performance.now() - openedAt).toBeLessThan(1_000)
    await expect(row).toContainText('Unverified')
    await expect.poll(desktop.toasts).toHaveLength(1)
    const [toast] = await desktop.toasts()
    expect(toast?.title).toBe('Unverified sender')
    expect(JSON.stringify(toast)).not.toContain('hello')
  })
}

test('a guest’s text is text: no markup, no link, and none of it outside', async ({
  page,
  desktop,
  open,
  profile,
  port,
}) => {
  const text = '<img src=x onerror=alert(1)> <b>WIRE-MONEY</b> https://example.test/'
  await open(await fileOf(profile, twoLineClient(port, text)))
  await expect(rowOf(page, '<b>WIRE-MONEY</b>')).toBeVisible()
  expect(await page.locator('img[src=x], .detail b:has-text("WIRE")').count()).toBe(0)
  await expect(page.getByRole('link')).toHaveCount(0)
  await expect.poll(desktop.toasts).toHaveLength(1)
  const outside = JSON.stringify([await desktop.toasts(), await desktop.tray()])
  expect(outside).not.toContain('WIRE-MONEY')
})

test('three pages ask for an ID, are allowed by a click, and one sends to two', async ({
  page,
  open,
  connect,
  port,
  desktop,
}) => {
  const tabs: Page[] = []
  for (const id of ['tab-1', 'tab-2', 'tab-3']) {
    const tab = await open(site.add(askingClient(port, id)))
    await expect(tab).toHaveTitle(/^guest/)
    await allow(page, `Tab ${id}`)
    await expect(tab).toHaveTitle(`trusted ${id}`)
    tabs.push(tab)
  }
  await expect.poll(desktop.toasts).toHaveLength(3)
  const bystander = await connect({ id: 'tv', name: 'TV' })
  const [sender, ...others] = tabs
  if (!sender) throw new Error('There is no page.')
  await sender.evaluate(() => {
    const tell = Reflect.get(window, 'tell') as (to: string[], body: string) => void
    tell(['tab-2', 'tab-3'], 'dinner')
  })
  for (const tab of others) await expect(tab.getByRole('listitem')).toHaveText('Tab tab-1: dinner')
  await bystander.until((frame) => frame['type'] === 'announce')
  expect(bystander.of('event')).toEqual([])
  await expect(sender.getByRole('listitem')).toHaveCount(0)
  await page.getByRole('button', { name: 'Everything' }).click()
  await expect(rowOf(page, 'dinner')).toBeVisible()
})

for (const routing of ['addressed', 'broadcast'] as const) {
  test.describe(`with routing ${routing}`, () => {
    test.use({ settings: { routing } })

    test('one program sends to one, and the others learn what they may', async ({
      page,
      connect,
    }) => {
      const [a, b, c] = await Promise.all(
        ['a', 'b', 'c'].map((id) => connect({ id, name: `Program ${id}` })),
      )
      if (!a || !b || !c) throw new Error('Three are needed.')
      await passFirstRun(page, a)
      const { count, to } = await a.notify({ to: ['b'], title: 'For b', body: 'alone' })
      expect({ count, to }).toEqual({ count: 1, to: ['b'] })
      await b.until(isAbout('event', 'For b'))
      const other = await c.until(({ type, to: names }) =>
        routing === 'addressed'
          ? type === 'announce' && JSON.stringify(names) === '["b"]'
          : type === 'event' && JSON.stringify(names) === '["b"]',
      )
      expect('title' in other || 'body' in other).toBe(routing === 'broadcast')
      expect([b, c].filter(handles('b'))).toEqual([b])

      await a.notify({ to: ['b', 'c'], title: 'For both' })
      await Promise.all([
        b.until(isAbout('event', 'For both')),
        c.until(isAbout('event', 'For both')),
      ])
      expect(a.of('event').filter(({ title }) => title === 'For both')).toEqual([])
      await page.getByRole('button', { name: 'Everything' }).click()
      await expect(rowOf(page, 'For both')).toContainText(/Program b.*Program c/)
    })
  })
}

test('what comes is in the feed in its order, and what is read is counted', async ({
  page,
  connect,
}) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await passFirstRun(page, pi)
  for (let n = 1; n <= 30; n += 1) await pi.notify({ title: `Number ${n}` })
  await expect(rowOf(page, 'Number 30')).toBeVisible()
  const places = page.getByRole('navigation')
  await expect(places.getByRole('button', { name: /Inbox/ })).toContainText('30')
  await rowOf(page, 'Number 30').click()
  await expect(page.getByRole('heading', { name: 'Number 30', level: 1 })).toBeVisible()
  await expect(places.getByRole('button', { name: /Inbox/ })).toContainText('29')
})

/** Allows who asks, by clicking. */
async function allow(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /Requests/ })
    .click()
  await page
    .getByRole('main', { name: 'Requests' })
    .getByRole('button', { name: new RegExp(name) })
    .click()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
}

function isAbout(type: string, title: string) {
  return (frame: Readonly<Record<string, unknown>>) =>
    frame['type'] === type && frame['title'] === title
}

/** As the project's own clients do it: by the list of receivers. */
function handles(id: string) {
  return (device: Device) =>
    device
      .of('event')
      .some(({ to, title }) => title === 'For b' && isIn(to, id) && isOwn(device, id))
}

function isIn(to: unknown, id: string): boolean {
  return Array.isArray(to) && to.includes(id)
}

function isOwn(device: Device, id: string): boolean {
  return device.of('welcome').some(({ you }) => (you as { id?: string }).id === id)
}
