// What a phone's browser and a hub do to each other on a bad day: a flood, a full disk, an update in the midst of it.

import { once } from 'node:events'
import { expect, type Page } from '@playwright/test'
import { WebSocket } from 'ws'
import type { TestHub } from './support/hub'
import { newerBuild } from './support/newer-build'
import { test } from './support/test'

/** A thousand notifications, from as many programs of this computer as may say so much at once. */
async function flood(hub: TestHub, to: string): Promise<void> {
  const sockets = Array.from({ length: 10 }, () => new WebSocket(hub.url.replace('http', 'ws')))
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  const taken = sockets.map(
    (socket) =>
      new Promise<void>((resolve) => {
        let left = 100
        socket.on('message', (data: Buffer) => {
          const { type } = JSON.parse(data.toString()) as { type: string }
          if (type === 'accepted' && --left === 0) resolve()
        })
      }),
  )
  for (const [at, socket] of sockets.entries()) {
    socket.send(JSON.stringify({ type: 'hello', id: `sender-${String(at)}` }))
    for (let n = 0; n < 100; n++) {
      const ref = `n${String(n)}`
      const body = `Number ${String(n)}: the pump in the cellar has been on for a while. `.repeat(3)
      const title = `From ${String(at)}, ${String(n)}`
      socket.send(JSON.stringify({ type: 'notify', ref, to: [to], title, body }))
    }
  }
  await Promise.all(taken)
  for (const socket of sockets) socket.close()
}

async function throttled(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}

/** How long a tap takes until what it asks for is there, and back again. */
async function tapMs(page: Page): Promise<number> {
  const began = performance.now()
  await page.getByRole('button', { name: 'This device' }).tap()
  await page.getByRole('heading', { name: 'What this browser can do' }).waitFor()
  const ms = performance.now() - began
  await page.getByRole('button', { name: 'Back' }).tap()
  await page.getByRole('button', { name: 'This device' }).waitFor()
  return ms
}

test('a thousand at once leave it usable within a second, on a processor four times as slow', async ({
  hub,
  paired,
}) => {
  const { page, id, trouble } = await paired()
  await throttled(page)
  const coming = flood(hub, id)
  const took: number[] = []
  for (let n = 0; n < 10; n++) took.push(await tapMs(page))
  await coming
  took.push(await tapMs(page))
  expect(Math.max(...took)).toBeLessThan(1_000)
  expect(trouble).toEqual([])
})

test('with a thousand that came while it was closed it is usable within a second', async ({
  hub,
  paired,
}) => {
  const { page, id, trouble } = await paired()
  await page.goto('about:blank')
  await flood(hub, id)
  await throttled(page)
  await page.goto(hub.url, { waitUntil: 'commit' })
  await page.getByRole('button', { name: /^Write to/ }).waitFor()
  const took = [await page.evaluate(() => performance.now())]
  for (let n = 0; n < 10; n++) took.push(await tapMs(page))
  expect(Math.max(...took)).toBeLessThan(1_000)
  expect(trouble).toEqual([])
})

test('a long list is shown as far as somebody scrolls, and is where it was left', async ({
  hub,
  paired,
}) => {
  const { page, id, trouble } = await paired()
  await flood(hub, id)
  const rows = page.locator('.row')
  await expect(rows).toHaveCount(30)
  const list = page.locator('.p-scroll')
  await list.evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight))
  await expect.poll(() => rows.count()).toBeGreaterThan(30)
  const row = rows.nth(28)
  await row.scrollIntoViewIfNeeded()
  const top = await list.evaluate(({ scrollTop }) => scrollTop)
  expect(top).toBeGreaterThan(500)
  await row.tap()
  await page.getByRole('button', { name: 'Back' }).tap()
  await expect(row).toBeInViewport()
  expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBe(top)
  expect(trouble).toEqual([])
})

/** Takes all that the browser gives this page to store. */
async function fillStorage(page: Page): Promise<void> {
  await page.evaluate(() => {
    let text = 'x'
    for (let size = 4_194_304; size >= 1; size = Math.floor(size / 2)) {
      try {
        localStorage.setItem('filled', text + 'x'.repeat(size))
        text += 'x'.repeat(size)
      } catch {
        // Less of it, then.
      }
    }
  })
}

test('a browser whose storage is full shows what comes, and loses nothing that is written', async ({
  hub,
  paired,
}) => {
  const { page, id, trouble } = await paired()
  await hub.owner('send', '--to', id, '--title', 'Before', 'x')
  await expect(page.getByText('Before')).toBeVisible()
  await fillStorage(page)
  await hub.owner('send', '--to', id, '--title', 'While it is full', 'x')
  await page.getByRole('button', { name: /While it is full/ }).tap()
  await hub.stop()
  const field = page.getByPlaceholder(/^Reply to/)
  await field.fill('Yes')
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.getByRole('status')).toHaveText(/so it was not sent/)
  await expect(field).toHaveValue('Yes')
  await page.getByRole('button', { name: 'Back' }).tap()
  await write(page, 'Milk is out')
  await expect(page.getByPlaceholder('Title')).toHaveValue('Milk is out')
  await page.evaluate(() => localStorage.removeItem('filled'))
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.getByRole('button', { name: /^Write to/ })).toBeVisible()
  await hub.start()
  await expect
    .poll(() => titlesAt(hub), { timeout: 30_000 })
    .toEqual(['Before', 'While it is full', 'Milk is out'])
  await page.reload()
  await expect(page.locator('.row')).toHaveCount(2)
  expect(trouble).toEqual([])
})

async function write(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: /^Write to/ }).tap()
  await page.getByPlaceholder('Title').fill(title)
  await page.getByRole('button', { name: 'Send' }).tap()
}

async function titlesAt(hub: TestHub): Promise<string[]> {
  return (await hub.owner<{ title: string }>('list')).map(({ title }) => title)
}

test('a browser whose storage is full sends while the hub is there, and says that it keeps nothing until then', async ({
  hub,
  paired,
}) => {
  const { page, trouble } = await paired()
  await write(page, 'Kept before')
  await expect.poll(() => titlesAt(hub)).toEqual(['Kept before'])
  await fillStorage(page)
  await write(page, 'At once')
  await expect.poll(() => titlesAt(hub)).toEqual(['Kept before', 'At once'])
  const goOn = hub.hold()
  await write(page, 'While it says nothing')
  const open = /Leave this page open until it is sent/
  await expect(page.getByRole('status')).toHaveText(open)
  await expect(page.locator('.p-off')).toHaveText(open)
  goOn()
  await expect(page.getByRole('status')).toHaveText('Sent.')
  await expect(page.locator('.p-off')).toHaveCount(0)
  expect(await titlesAt(hub)).toEqual(['Kept before', 'At once', 'While it says nothing'])
  expect(trouble).toEqual([])
})

test('a browser without room for a photo says so, and sends it all the same', async ({
  hub,
  paired,
}) => {
  const { page } = await paired()
  const session = await page.context().newCDPSession(page)
  const origin = new URL(hub.url).origin
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 })
  await hub.stop()
  await page.getByRole('button', { name: /^Write to/ }).tap()
  await page.getByPlaceholder('Title').fill('Look')
  const buffer = Buffer.alloc(3_000_000, 'x')
  const file = { name: 'large.txt', mimeType: 'text/plain', buffer }
  await page.locator('input[type=file]').last().setInputFiles(file)
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.getByRole('status')).toHaveText(/Leave this page open until it is sent/)
  await hub.start()
  await expect(page.getByRole('region', { name: /^On its way/ })).toHaveCount(0, {
    timeout: 30_000,
  })
  const [sent] = await hub.owner<{ title: string; attachments: { size: number }[] }>('list')
  expect(sent).toMatchObject({ title: 'Look', attachments: [{ size: 3_000_000 }] })
})

test('a newer version takes no file from a page that is open, and is there at the next start', async ({
  hub,
  paired,
}) => {
  const { page, id, trouble } = await paired()
  await page.waitForFunction(() =>
    navigator.serviceWorker.ready.then(() => caches.keys()).then((keys) => keys.length === 1),
  )
  await page.getByRole('button', { name: /^Write to/ }).tap()
  await page.getByPlaceholder('Title').fill('Half written')
  const newer = newerBuild()
  await hub.stop()
  await hub.start(newer.built)
  const isNewer = (): Promise<boolean> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      await registration.update()
      const keys = await caches.keys()
      return keys.includes('bellhop newer') && registration.installing === null
    })
  await expect.poll(isNewer).toBe(true)
  await expect(page.getByPlaceholder('Title')).toHaveValue('Half written')
  await page.getByRole('button', { name: 'Send' }).tap()
  // This needs a part of the older version that was not loaded yet.
  const markdown = ['--markdown', '**Wet** for a minute']
  await hub.owner('send', '--to', id, '--title', 'Water', ...markdown)
  await page.getByRole('button', { name: /Water/ }).tap()
  await expect(page.locator('.p-text strong')).toHaveText('Wet')
  await page.reload()
  await expect(page.locator('script[src*="/index-N"]')).toHaveCount(1)
  await page.getByRole('button', { name: /Water/ }).tap()
  await expect(page.locator('.p-text strong')).toHaveText('Wet')
  expect(trouble).toEqual([])
  newer.remove()
})

test('a tab that ends without a word leaves its connection to another', async ({ hub, paired }) => {
  const { context, page } = await paired()
  const other = await context.newPage()
  await other.goto(hub.url)
  const elsewhere = /^Another tab of this browser has the connection/
  await expect(page.getByText(elsewhere)).toBeVisible()
  const crashed = other.waitForEvent('crash')
  const session = await context.newCDPSession(other)
  void session.send('Page.crash').catch(() => undefined)
  await crashed
  await expect(page.getByText(elsewhere)).toBeHidden({ timeout: 20_000 })
})
