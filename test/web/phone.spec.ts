// A phone with nothing but its browser: it scans, reads, answers, writes, and comes back by itself.

import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { WebSocket } from 'ws'
import { idOf, insecure, test } from './support/test'

type Listed = Readonly<{
  id: string
  title?: string
  body?: string
  from: { id: string }
  to: string[]
  re?: string
}>
type Known = Readonly<{ id: string; name: string; kind: string; online: boolean }>

test('scans the QR code and is a device; the secret is gone from the address', async ({
  hub,
  open,
}) => {
  const device = await open()
  await device.page.goto(await hub.invitation())
  await expect(device.page.getByRole('heading', { name: 'All quiet' })).toBeVisible()
  expect(device.page.url()).toBe(hub.url)
  const id = await idOf(device.page)
  expect(await hub.owner<Known>('devices')).toMatchObject([
    { id, name: 'Android Phone', kind: 'phone', online: true },
  ])
  await device.page.reload()
  await expect(device.page.getByRole('heading', { name: 'Android Phone' })).toBeVisible()
  expect(device.trouble).toEqual([])
})

test('reads what came, presses, replies, and clears it away', async ({ hub, paired }) => {
  const { page, id, trouble } = await paired()
  // Whom one can reply to has said hello.
  const door = new WebSocket(hub.url.replace('http', 'ws'))
  await once(door, 'open')
  door.send(JSON.stringify({ type: 'hello', id: 'back-door' }))
  await fetch(`${hub.url}v1/notifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-device': 'back-door' },
    body: JSON.stringify({
      to: [id],
      title: 'Somebody wants in',
      body: '**One** cat <img src=x onerror=alert(1)>',
      format: 'markdown',
      tags: ['cat'],
      actions: [{ id: 'open', label: 'Open the flap' }],
    }),
  })
  const row = page.getByRole('button', { name: /Somebody wants in/ })
  await expect(row).toContainText('Unread')
  await row.tap()
  await expect(page.locator('strong', { hasText: 'One' })).toBeVisible()
  await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible()
  await page.getByRole('button', { name: 'Open the flap' }).tap()
  await expect(page.getByRole('status')).toHaveText('The sender has been told.')
  await page.getByPlaceholder('Reply to back-door').fill('Let her in')
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.getByText(/^Sent ·/)).toBeVisible()
  const [asked, said] = await hub.owner<Listed>('list')
  expect(said).toMatchObject({ body: 'Let her in', to: ['back-door'], from: { id }, re: asked?.id })
  door.close()
  await page.getByRole('button', { name: 'Done with it' }).tap()
  await expect(page.getByRole('heading', { name: 'All quiet' })).toBeVisible()
  expect(trouble).toEqual([])
})

test('what is written while the hub is away goes out once when it is back, over a reload', async ({
  hub,
  paired,
}) => {
  const { page, trouble } = await paired()
  // The worker has the page by now.
  await page.waitForFunction(() =>
    navigator.serviceWorker.ready.then(() => caches.keys()).then((keys) => keys.length === 1),
  )
  await hub.stop()
  await expect(page.getByText(/is away\. Trying again/)).toBeVisible()
  await page.getByRole('button', { name: /^Write to/ }).tap()
  await page.getByPlaceholder('Title').fill('Milk is out')
  await expect(page.getByText(/This goes out when it is back/)).toBeVisible()
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.getByText('1 message waits to be sent.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('1 message waits to be sent.')).toBeVisible()
  await hub.start()
  await expect(page.getByText('1 message waits to be sent.')).toBeHidden({ timeout: 30_000 })
  const sent = await hub.owner<Listed>('list')
  expect(sent.map(({ title }) => title)).toEqual(['Milk is out'])
  expect(trouble.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
})

test('a reply that was written while the hub is away says what became of it, over a reload too', async ({
  hub,
  paired,
}) => {
  const { page, id } = await paired()
  await page.waitForFunction(() =>
    navigator.serviceWorker.ready.then(() => caches.keys()).then((keys) => keys.length === 1),
  )
  await hub.owner('send', '--to', id, '--title', 'Who is home?', '--action', 'say=Say=reply', 'x')
  await fetch(`${hub.url}v1/notifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-device': 'only-sends' },
    body: JSON.stringify({ to: [id], title: 'From a sensor' }),
  })
  const open = (title: string) => page.getByRole('button', { name: new RegExp(title) }).tap()
  const answer = async (title: string, text: string): Promise<void> => {
    await open(title)
    await page.getByPlaceholder(/^Reply to/).fill(text)
    await page.getByRole('button', { name: 'Send' }).tap()
    await expect(page.getByText(/^Waiting ·/)).toBeVisible()
    await page.getByRole('button', { name: 'Back' }).tap()
  }
  await expect(page.locator('.row')).toHaveCount(2)
  await hub.stop()
  await expect(page.getByText(/is away\. Trying again/)).toBeVisible()
  await answer('Who is home', 'I am')
  await answer('From a sensor', 'Thank you')
  await page.reload()
  await open('Who is home')
  await expect(page.getByText(/^Waiting ·/)).toBeVisible()
  await hub.start()
  await expect(page.getByText(/^Sent ·/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('status')).toHaveText(/^No device has this address/)
  await page.getByRole('button', { name: 'Back' }).tap()
  await open('From a sensor')
  await expect(page.getByText(/^The hub did not take it\. ·/)).toBeVisible()
})

test('asks to be let in, waits, and is', async ({ hub, open }) => {
  const { page } = await open()
  await page.goto(hub.url)
  await expect(page.getByText(/Until then nothing comes here/)).toBeVisible()
  await page.getByLabel('Name of this device').fill('Lin’s Phone')
  await page.getByRole('button', { name: 'Ask', exact: true }).tap()
  await expect(page.getByRole('heading', { name: /^Waiting until somebody at/ })).toBeVisible()
  const id = await page.evaluate(
    () => (JSON.parse(localStorage.getItem('bellhop profile') ?? '{}') as { id: string }).id,
  )
  await hub.owner('devices', 'allow', id)
  await expect(page.getByRole('heading', { name: 'All quiet' })).toBeVisible()
  await hub.owner('devices', 'revoke', id)
  await expect(page.getByText(/does not let this device in any more/)).toBeVisible()
})

test('the six digits work on this computer; a wrong one is told from a right one', async ({
  hub,
  open,
}) => {
  const { page } = await open()
  await page.goto(hub.url)
  const [offer] = await hub.owner<{ code: string }>('pair')
  const code = offer?.code ?? ''
  const field = page.getByLabel('Six digits')
  await field.fill(code === '000000' ? '111111' : '000000')
  await page.getByRole('button', { name: 'Connect' }).tap()
  await expect(page.getByRole('alert')).toHaveText(/This code is wrong/)
  // After a wrong one nothing is tried for a second.
  await expect(async () => {
    await field.fill(code)
    await page.getByRole('button', { name: 'Connect' }).tap()
    await expect(page.getByRole('heading', { name: 'All quiet' })).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 10_000 })
})

test('in clear the digits are not asked for, and what is missing is said with its reason', async ({
  hub,
  open,
}) => {
  const { page, trouble } = await open()
  await page.goto(insecure(hub.url))
  await expect(page.getByRole('heading', { name: 'Scan the QR code' })).toBeVisible()
  await expect(page.getByLabel('Six digits')).toBeHidden()
  await page.goto(insecure(await hub.invitation()))
  await idOf(page)
  await page.getByRole('button', { name: 'This device' }).tap()
  await expect(page.getByText('Browsers give this to encrypted pages only.')).toHaveCount(3)
  await expect(page.getByRole('button', { name: 'Open encrypted' })).toBeVisible()
  const words = await page.locator('.p-words').textContent()
  const [status] = await hub.owner<{ identity?: { words?: string[] } }>('status')
  expect(status?.identity?.words?.join(' ')).toBe(words)
  expect(trouble).toEqual([])
})

test('two tabs share: one has the connection, both show what came, and they do not fight', async ({
  hub,
  paired,
}) => {
  const { context, page, id } = await paired()
  const other = await context.newPage()
  await other.goto(hub.url)
  await expect(
    page.getByText('Another tab of this browser has the connection.', { exact: false }),
  ).toBeVisible()
  await hub.owner('send', '--to', id, 'for both')
  await expect(other.getByText('for both')).toBeVisible()
  await expect(page.getByText('for both')).toBeVisible()
  await page.getByRole('button', { name: 'Use it here' }).tap()
  await expect(
    other.getByText('Another tab of this browser has the connection.', { exact: false }),
  ).toBeVisible()
  await page.goto('about:blank')
  await expect(
    other.getByText('Another tab of this browser has the connection.', { exact: false }),
  ).toBeHidden()
})

test('with a clock a year off it still says when something came', async ({ hub, open }) => {
  const { page } = await open()
  await page.clock.install({ time: Date.now() - 365 * 86_400_000 })
  await page.goto(await hub.invitation())
  const id = await idOf(page)
  await hub.owner('send', '--to', id, '--title', 'Just now', 'x')
  await expect(page.getByRole('button', { name: /Just now/ })).toContainText(/now|1 min/)
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible()
})

test('with cleared storage it is somebody new, who has to ask', async ({ hub, paired }) => {
  const { page, id } = await paired()
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Scan the QR code' })).toBeVisible()
  await page.getByRole('button', { name: 'Ask', exact: true }).tap()
  await expect(page.getByRole('heading', { name: /^Waiting until somebody at/ })).toBeVisible()
  const known = await hub.owner<Known>('devices')
  expect(known.filter(({ online }) => online).map((one) => one.id)).not.toContain(id)
})

test('the wallboard shows the newest, the urgent first, and nothing to touch', async ({
  hub,
  paired,
}) => {
  const { page, id } = await paired({ isWide: true, colorScheme: 'dark' })
  await hub.owner(
    'send',
    '--to',
    id,
    '--title',
    'Water under the boiler',
    '--priority',
    '5',
    'Probe 2 wet',
  )
  await hub.owner('send', '--to', id, '--title', 'Nightly backup', 'done')
  await page.goto(`${hub.url}#wall`)
  await expect(page.locator('article').first()).toContainText('Water under the boiler')
  await expect(page.locator('article').nth(1)).toContainText('Nightly backup')
  await expect(page.locator('button, a, input, select, textarea')).toHaveCount(0)
  // Its look comes with it, and not before.
  await expect(page.locator('.wall')).toHaveCSS('display', 'grid')
})

test('draws the icon that a notification brings, by name or as a picture, and no stranger’s', async ({
  hub,
  paired,
}) => {
  const { page, id, trouble } = await paired()
  const post = async (path: string, type: string, body: BodyInit): Promise<string> => {
    const headers = { 'content-type': type, 'x-device': 'porch' }
    const answer = await fetch(`${hub.url}v1/${path}`, { method: 'POST', headers, body })
    return ((await answer.json()) as { id: string }).id
  }
  const notify = (title: string, icon: string) =>
    post('notifications', 'application/json', JSON.stringify({ to: [id], title, icon }))
  const face = await post('attachments', 'image/png', readFileSync(join('resources', 'icon.png')))
  await notify('Backup is done', 'hard-drive')
  await notify('Ada is here', face)
  await notify('Nothing like it', 'no-such-icon')
  const mark = (title: string) =>
    page.getByRole('button', { name: new RegExp(title) }).locator('.ava')
  await expect(mark('Backup is done').locator('svg.lucide-hard-drive')).toBeVisible()
  const picture = mark('Ada is here').locator('img.own')
  await expect(picture).toHaveJSProperty('naturalWidth', 80)
  await expect(mark('Nothing like it').locator('svg')).toBeVisible()
  await page.getByRole('button', { name: /Ada is here/ }).tap()
  await expect(page.locator('.p-from img.own')).toBeVisible()
  expect(trouble).toEqual([])
})

test('is under 60 KiB compressed, before Markdown or an emoji is needed', () => {
  const folder = join('out', 'web')
  const names = [
    'index.html',
    ...readdirSync(join(folder, 'assets'))
      .filter((name) => name.endsWith('.gz'))
      .map((name) => `assets/${name}`),
  ]
  const bytes = (list: string[]): number =>
    list.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  // What the page names, and what that imports at once.
  const first = readFileSync(join(folder, 'index.html'), 'utf8')
  const [script = ''] = /assets\/index-[\w-]+\.js/.exec(first) ?? []
  const imported = readFileSync(join(folder, script), 'utf8').matchAll(/from"\.\/([^"]+)"/g)
  const named = [first, ...Array.from(imported, ([, name = '']) => `assets/${name}`)].join(' ')
  const atFirst = names.filter(
    (name) => name === 'index.html' || named.includes(name.replace(/\.gz$/, '')),
  )
  expect(atFirst.length).toBeGreaterThanOrEqual(3)
  expect(bytes(atFirst)).toBeLessThan(60 * 1_024)
})

test('is usable within a second on a processor four times as slow', async ({ hub, paired }) => {
  const { page, context } = await paired()
  await hub.owner('devices')
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const took: number[] = []
  for (let round = 0; round < 5; round++) {
    await page.goto('about:blank')
    await page.goto(hub.url, { waitUntil: 'commit' })
    await page.getByRole('button', { name: /^Write to/ }).waitFor()
    took.push(await page.evaluate(() => performance.now()))
  }
  const [, , median = Infinity] = took.toSorted((one, other) => one - other)
  expect(median).toBeLessThan(1_000)
})
