// A photo from a phone: taken, looked at, left out, sent, waited with, and the same at who gets it.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'
import type { TestHub } from './support/hub'
import { idOf, insecure, test } from './support/test'

type Listed = Readonly<{
  id: string
  title?: string
  body?: string
  re?: string
  to: string[]
  attachments?: { id: string; name: string; mime: string }[]
}>

const POINT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

/** A picture of so many bytes: what follows its end is nothing to a reader of pictures. */
function photo(bytes: number, name = 'IMG 0042.png') {
  return {
    name,
    mimeType: 'image/png',
    buffer: Buffer.concat([POINT, randomBytes(bytes - POINT.length)]),
  }
}

const files = (page: Page): Locator => page.locator('input[type=file]')
const onItsWay = (page: Page): Locator => page.getByRole('region', { name: /^On its way/ })

async function writeTo(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: /^Write to/ }).tap()
  await page.getByPlaceholder('Title').fill(title)
}

/** So many bytes a second go up; null = as many as can. */
async function slow(context: BrowserContext, page: Page, bytes: number | null): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1 },
    uploadThroughput: bytes ?? -1,
  })
}

async function bytesAt(hub: TestHub, id: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-photo-'))
  try {
    await hub.owner('save', id, join(folder, 'saved'))
    return readFileSync(join(folder, 'saved'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('is chosen or taken, shown, left out again, and sent with its progress, on plain http too', async ({
  hub,
  open,
}) => {
  const { page, context, trouble } = await open()
  await page.goto(insecure(await hub.invitation()))
  await idOf(page)
  await writeTo(page, 'Who is this?')
  await expect(files(page).first()).toHaveAttribute('capture', 'environment')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Photo' }).tap()
  const taken = photo(900_000)
  await (await chooser).setFiles(taken)
  await files(page)
    .last()
    .setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('left out') })
  const picked = page.getByRole('list', { name: 'Goes with the message' })
  await expect(picked.getByRole('listitem')).toHaveCount(2)
  await expect(picked.getByRole('listitem').first()).toContainText('IMG 0042.png')
  await expect
    .poll(() => picked.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(1)
  await expect(page.getByText('Up to 10 files, each up to 26 MB.')).toBeVisible()
  await page.getByRole('button', { name: 'Leave out note.txt' }).tap()
  await slow(context, page, 400_000)
  await page.getByRole('button', { name: 'Send' }).tap()
  const bar = onItsWay(page).getByRole('progressbar')
  await expect
    .poll(() => bar.evaluate((element: HTMLProgressElement) => element.value), { intervals: [50] })
    .toBeGreaterThan(0)
  expect(await bar.evaluate((element: HTMLProgressElement) => element.value)).toBeLessThan(1)
  await slow(context, page, null)
  await expect(onItsWay(page)).toHaveCount(0, { timeout: 15_000 })
  const [sent] = await hub.owner<Listed>('list')
  expect(sent).toMatchObject({
    title: 'Who is this?',
    attachments: [{ name: 'IMG 0042.png', mime: 'image/png' }],
  })
  expect((await bytesAt(hub, sent?.attachments?.[0]?.id ?? '')).equals(taken.buffer)).toBe(true)
  expect(trouble).toEqual([])
})

test('written while the hub is away, it goes out once when it is back, over a reload', async ({
  hub,
  paired,
}) => {
  const { page } = await paired()
  await page.waitForFunction(() =>
    navigator.serviceWorker.ready.then(() => caches.keys()).then((keys) => keys.length === 1),
  )
  await hub.stop()
  await expect(page.getByText(/is away\. Trying again/)).toBeVisible()
  await writeTo(page, 'Milk is out')
  const both = [photo(50_000, 'one.png'), photo(60_000, 'two.png')]
  await files(page).last().setInputFiles(both)
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(onItsWay(page)).toContainText('Waiting')
  await page.reload()
  await expect(onItsWay(page)).toContainText('Milk is out')
  await hub.start()
  await expect(onItsWay(page)).toHaveCount(0, { timeout: 30_000 })
  const sent = await hub.owner<Listed>('list')
  expect(sent.map(({ title }) => title)).toEqual(['Milk is out'])
  const stored = sent[0]?.attachments ?? []
  expect(stored.map(({ name }) => name)).toEqual(['one.png', 'two.png'])
  for (const [at, { id }] of stored.entries()) {
    expect((await bytesAt(hub, id)).equals(both[at]?.buffer ?? Buffer.alloc(0))).toBe(true)
  }
})

test('a hub that goes away in the midst of it gets it once, when it is back', async ({
  hub,
  paired,
}) => {
  const { page, context } = await paired()
  await writeTo(page, 'Halfway')
  await files(page).first().setInputFiles(photo(900_000))
  await slow(context, page, 200_000)
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(onItsWay(page).getByRole('progressbar')).toBeVisible()
  await hub.stop()
  await expect(onItsWay(page)).toContainText('Waiting')
  await slow(context, page, null)
  await hub.start()
  await expect(onItsWay(page)).toHaveCount(0, { timeout: 30_000 })
  const sent = await hub.owner<Listed>('list')
  expect(sent.map(({ title, attachments }) => [title, attachments?.length])).toEqual([
    ['Halfway', 1],
  ])
})

test('one that is not to go after all is stopped, and nothing comes of it', async ({
  hub,
  paired,
}) => {
  const { page, context } = await paired()
  await slow(context, page, 100_000)
  await writeTo(page, 'By mistake')
  await files(page).first().setInputFiles(photo(900_000))
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(onItsWay(page).getByRole('progressbar')).toBeVisible()
  await page.getByRole('button', { name: 'Do not send it' }).tap()
  await slow(context, page, null)
  await writeTo(page, 'On purpose')
  await files(page).first().setInputFiles(photo(1_000))
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(onItsWay(page)).toHaveCount(0, { timeout: 15_000 })
  const sent = await hub.owner<Listed>('list')
  expect(sent.map(({ title }) => title)).toEqual(['On purpose'])
})

test('what is too large, empty or too much is said at once, and the rest stays', async ({
  hub,
  paired,
}) => {
  const { page, id } = await paired()
  await writeTo(page, 'A few')
  const any = files(page).last()
  await any.setInputFiles([photo(26_214_401, 'film.png'), photo(70, 'small.png')])
  await expect(page.getByRole('alert')).toContainText('film.png is larger than 26 MB')
  await any.setInputFiles({ name: 'none.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
  await expect(page.getByRole('alert')).toHaveText('none.txt is empty.')
  await any.setInputFiles(Array.from({ length: 10 }, (_, at) => photo(70 + at, `n${at}.png`)))
  await expect(page.getByRole('alert')).toHaveText('At most 10 files go with one message.')
  await expect(page.locator('.p-picked li')).toHaveCount(10)
  await page.getByRole('button', { name: 'Leave out small.png' }).tap()
  // What the hub refuses stays, and may be sent again.
  await hub.owner('devices', 'scopes', id, 'publish,receive,targets')
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(onItsWay(page)).toContainText(/The owner of .* does not let this device do that/)
  await page.reload()
  await expect(onItsWay(page)).toContainText(/The owner of .* does not let this device do that/)
  await hub.owner('devices', 'scopes', id, 'all')
  await page.getByRole('button', { name: 'Send again' }).tap()
  await expect(onItsWay(page)).toHaveCount(0, { timeout: 15_000 })
  const [sent] = await hub.owner<Listed>('list')
  expect(sent?.attachments).toHaveLength(9)
})

test('goes with a reply, waits with it over a reload, and stands in the thread when it is sent', async ({
  hub,
  paired,
}) => {
  const { page, id, trouble } = await paired()
  await page.waitForFunction(() =>
    navigator.serviceWorker.ready.then(() => caches.keys()).then((keys) => keys.length === 1),
  )
  await hub.owner('send', '--to', id, '--title', 'What is that noise?', 'in the cellar')
  const row = page.getByRole('button', { name: /What is that noise/ })
  await row.tap()
  const send = page.getByRole('button', { name: 'Send' })
  await expect(send).toBeDisabled()
  await files(page).first().setInputFiles(photo(40_000, 'cellar.png'))
  await page.getByPlaceholder(/^Reply to/).fill('The pump')
  await hub.stop()
  await expect(page.getByRole('list', { name: 'Goes with the message' })).toContainText(
    'cellar.png',
  )
  await send.tap()
  await expect(onItsWay(page)).toContainText('The pump')
  await expect(page.locator('.p-picked')).toHaveCount(0)
  await page.reload()
  await row.tap()
  await expect(onItsWay(page)).toContainText('The pump')
  await hub.start()
  await expect(onItsWay(page)).toHaveCount(0, { timeout: 30_000 })
  await expect(page.locator('.mine')).toContainText(/The pump\s*cellar\.png\s*Sent ·/)
  const [asked, said] = await hub.owner<Listed>('list')
  expect(said).toMatchObject({
    ...{ body: 'The pump', to: ['hub'], re: asked?.id },
    attachments: [{ name: 'cellar.png', mime: 'image/png' }],
  })
  // A picture alone says enough.
  await files(page).last().setInputFiles(photo(2_000, 'pump.png'))
  await send.tap()
  await expect(page.locator('.mine').last()).toContainText(/^\s*pump\.png\s*Sent ·/)
  expect(trouble.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
})
