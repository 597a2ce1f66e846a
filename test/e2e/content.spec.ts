// What senders write, in the real window and around it: it runs nothing, loads nothing, opens nothing but what it
// may, and hurts nobody by its size.

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { deflateSync, crc32 } from 'node:zlib'
import type { Page } from '@playwright/test'
import { HOSTILE_TEXTS } from '../support/hostile-texts'
import { OPENED, REFUSED } from '../support/links'
import { startApp } from './support/program'
import { expect, logOf, passFirstRun, rowOf, test, untilHealthy } from './support/test'

/** So many texts stand in one notification. */
const TOGETHER = 12

test('the icon that a notification brings is drawn, and none that is elsewhere', async ({
  page,
  connect,
  url,
}) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await passFirstRun(page, pi)
  const answer = await fetch(`${url}/v1/attachments`, {
    method: 'POST',
    headers: { 'x-device': 'kitchen-pi' },
    body: await pictureOf(page),
  })
  const { id } = (await answer.json()) as { id: string }
  await pi.notify({ title: 'By name', icon: 'door-open' })
  await pi.notify({ title: 'By picture', icon: id })
  await expect(rowOf(page, 'By name').locator('.ava svg.lucide-door-open')).toBeVisible()
  await expect(rowOf(page, 'By picture').locator('.ava img.own')).toBeVisible()
  await rowOf(page, 'By picture').click()
  await expect(page.locator('.from .ava img.own')).toBeVisible()
  pi.send({ type: 'notify', title: 'From elsewhere', icon: `${url}/x.png` })
  await pi.until(({ type, field }) => type === 'error' && field === 'icon')
  await expect(rowOf(page, 'From elsewhere')).toHaveCount(0)
})

test('S-50 five hundred hostile texts in every field are text', async ({ page, connect }) => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThan(500)
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
  await page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sample }) => {
      // The tests' own questions are the one text that is evaluated here.
      if (sample.startsWith('eval|') && !sample.includes('wasRun')) return
      const seen = (Reflect.get(window, 'violations') as string[] | undefined) ?? []
      Reflect.set(window, 'violations', [...seen, `${effectiveDirective} ${sample}`])
    })
  })
  for (let at = 0; at < HOSTILE_TEXTS.length; at += TOGETHER) {
    const texts = HOSTILE_TEXTS.slice(at, at + TOGETHER)
    const [first = ''] = texts
    const name = first.slice(0, 60).trim()
    const device = await connect({ id: `evil-${at}`, ...(name === '' ? {} : { name }) })
    await device.notify({
      title: first.slice(0, 250),
      body: texts.join('\n\n'),
      format: at % 2 === 0 ? 'markdown' : 'text',
      tags: texts.map((text) => text.slice(0, 40)),
      actions: texts.slice(0, 5).map((text, n) => ({ id: `${n}`, label: text.slice(0, 40) })),
      data: { texts },
    })
    await page
      .getByRole('row', { name: /^Unread/ })
      .first()
      .click()
    await expect(page.locator('article.note .md, article.note .text').first()).toBeVisible()
    await device.close()
  }
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Everything/ })
    .first()
    .click()
  expect(await strangeElements(page)).toEqual([])
  expect(
    await page.evaluate(() =>
      ['wasRun', 'violations'].map((name) => Reflect.get(window, name) as unknown),
    ),
  ).toEqual([undefined, undefined])
  expect(dialogs).toBe(0)
})

/** Elements and attributes that none of our own components makes. */
function strangeElements(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const never =
      'script:not([type=module][src]), iframe, object, embed, base, form[action], style:not(head style), link:not(head link), meta:not(head meta), video, audio, marquee, details, dialog, template, math, foreignObject, a[href]'
    const strange = [...document.querySelectorAll(never)].map((one) => one.localName)
    const handlers = [...document.querySelectorAll('*')].filter((one) =>
      one.getAttributeNames().some((name) => name.startsWith('on') || name === 'srcdoc'),
    )
    return [...strange, ...handlers.map((one) => one.localName)]
  })
}

test('S-51 nothing that a sender names is fetched', async ({ page, connect, profile }) => {
  let visits = 0
  const beacon = createServer((socket) => {
    visits += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => beacon.listen(0, resolve))
  const url = `http://localhost:${(beacon.address() as AddressInfo).port}/x.png`
  await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await pi.notify({
    title: `<img src=${url}>`,
    body: `![a](${url}) <img src="${url}"> [b](${url}) ${url}\n\n![c][1]\n\n[1]: ${url}`,
    format: 'markdown',
    click: url,
    actions: [{ id: 'open', label: 'Open', url }],
    tags: [url.slice(0, 40)],
    data: { image: url, icon: url },
  })
  await rowOf(page, '<img src=').click()
  await expect(page.getByRole('link', { name: 'b', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'b', exact: true }).hover()
  expect(visits).toBe(0)
  const refused = (await logOf(profile)).filter(({ msg }) => msg === 'a request was refused')
  expect(refused).toEqual([])
  // A visit would have been seen.
  await fetch(url).catch(() => undefined)
  expect(visits).toBe(1)
  await new Promise((resolve) => beacon.close(resolve))
})

test.describe('with a program that would open links', () => {
  test.use({
    env: async ({ profile }, use) => {
      const folder = join(profile, 'programs')
      await mkdir(folder, { recursive: true })
      for (const name of ['xdg-open', 'xdg-email']) {
        const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${join(profile, 'opened')}'\n`
        await writeFile(join(folder, name), script)
        await chmod(join(folder, name), 0o755)
      }
      await use({ PATH: `${folder}:${process.env['PATH'] ?? ''}` })
    },
  })

  test('S-52 exactly the links that may be opened are', async ({ page, connect, profile }) => {
    const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
    const { id } = await pi.notify({ title: 'Links', body: [...OPENED, ...REFUSED].join('\n') })
    const opened = async (): Promise<string[]> =>
      (await readFile(join(profile, 'opened'), 'utf8').catch(() => '')).split('\n').slice(0, -1)
    const ask = (url: string) =>
      page.evaluate(
        async ([note, link]) => {
          type Api = { openBodyLink: (input: object) => Promise<{ ok: boolean; value?: boolean }> }
          const api = Reflect.get(window, 'bellhop') as Api
          return (await api.openBodyLink({ id: note, url: link })).value ?? false
        },
        [id as string, url] as const,
      )
    for (const url of REFUSED) expect([url, await ask(url)]).toEqual([url, false])
    for (const url of OPENED) expect([url, await ask(url)]).toEqual([url, true])
    const expected = [...new Set(OPENED.map((url) => new URL(url).href))].sort()
    await expect.poll(async () => [...new Set(await opened())].sort()).toEqual(expected)
    expect(await ask('https://not-in-the-body.test/')).toBe(false)
  })

  test('S-52 a guest’s link is none, and a click opens what it says', async ({
    page,
    connect,
    profile,
  }) => {
    await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
    const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
    await pi.notify({
      title: 'Look',
      body: 'see',
      click: 'https://b\u00fccher.test/a b'.replace(' ', '%20'),
    })
    await rowOf(page, 'Look').click()
    await page.getByRole('button', { name: 'xn--bcher-kva.test' }).click()
    await expect
      .poll(() => readFile(join(profile, 'opened'), 'utf8').catch(() => ''))
      .toBe('https://xn--bcher-kva.test/a%20b\n')
  })
})

test('S-57 a picture of any size hurts nobody', async ({ app, page, connect }) => {
  await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
  const used = (): Promise<number> =>
    app.electron.evaluate(({ app: one }) =>
      Math.max(...one.getAppMetrics().map(({ memory }) => memory.workingSetSize)),
    )
  const before = await used()
  const camera = await connect({ id: 'camera', name: 'Camera' })
  const sizes = [
    [1, 20_000],
    [10_000, 10_000],
    [100_000, 100_000],
    [640, 480],
  ] as const
  const door = await connect({ id: 'door', name: 'Door' })
  for (const [at, [width, height]] of sizes.entries()) {
    // Four of one sender in a row would stand folded.
    if (at === 1) await door.notify({ title: 'Between them' })
    camera.sendBytes(png(width, height))
    await camera.until(({ type }) => type === 'accepted')
  }
  // The thin one and the last; of the large ones there is a name, and no picture.
  await expect(page.locator('img.thumb')).toHaveCount(2)
  await expect(page.locator('span.thumb')).toHaveCount(0)
  await page.getByRole('row').first().click()
  await expect(page.locator('figure.pic img')).toBeVisible()
  await page.getByRole('row').nth(2).click()
  await expect(page.locator('article.note .file')).toBeVisible()
  // In KiB: a hundred megapixels drawn would be 400 MB.
  expect((await used()) - before).toBeLessThan(250_000)
})

/** A black picture of one bit a pixel; of a vast one only the first rows. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const row = 1 + Math.ceil(width / 8)
  const pixels = deflateSync(Buffer.alloc(row * Math.min(height, 20_000)))
  const chunks = [chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const bytes = Buffer.alloc(8 + body.length)
  bytes.writeUInt32BE(data.length, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), 4 + body.length)
  return bytes
}

test('S-58 a server without markup gets the text as it is', async ({
  desktop,
  start,
  connect,
  url,
}) => {
  await desktop.can('actions', 'body')
  const { close } = await start()
  await untilHealthy(url)
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  const bodies = async (): Promise<string[]> => (await desktop.toasts()).map(({ body }) => body)
  await pi.notify({ title: 'a', body: '<b>12 GB</b> & 4 min' })
  await expect.poll(bodies).toEqual(['<b>12 GB</b> & 4 min\nFrom Kitchen Pi'])
  await close()
  await desktop.can('actions', 'body', 'body-markup')
})

test('S-59 a forged press on a toast does nothing', async ({ app, desktop, connect }) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await pi.notify({ title: 'Door', actions: [{ id: 'unlock', label: 'Unlock' }] })
  await expect.poll(desktop.toasts).toHaveLength(1)
  expect((await desktop.toasts())[0]?.actions.filter((name) => name === 'unlock')).toEqual([])
  // It shows itself when it is ready, and would do so after being hidden.
  await expect.poll(() => app.isVisible()).toBe(true)
  await app.hideWindow()
  for (const action of ['unlock', '0', 'reply', '; touch x', 'javascript:alert(1)', '../x']) {
    await desktop.press('Door', action)
  }
  // What came of it would have come before the answer to this.
  await pi.notify({ title: 'After', priority: 1 })
  expect(pi.of('action')).toEqual([])
  expect(await app.isVisible()).toBe(false)
})

test('S-62 what is copied is plain text', async ({ app, page, connect }) => {
  await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
  await page.evaluate(() => {
    const api = Reflect.get(window, 'bellhop') as { copy: (input: object) => Promise<unknown> }
    return api.copy({ text: '<b>bold</b>' })
  })
  await page.evaluate(() => {
    document.addEventListener('paste', ({ clipboardData }) =>
      Reflect.set(window, 'pasted', [...(clipboardData?.types ?? [])]),
    )
  })
  await page.getByRole('searchbox').focus()
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.paste(),
  )
  await expect
    .poll(() => page.evaluate(() => Reflect.get(window, 'pasted') as unknown))
    .toEqual(['text/plain'])
})

test('S-79 a link opens a screen and changes nothing', async ({ page, profile, port, connect }) => {
  await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
  const state = () =>
    page.evaluate(async () => {
      type Api = { open: () => Promise<{ value: { counts: object } & Record<string, unknown> }> }
      const { settings, devices, requests, blocked, counts } = (
        await (Reflect.get(window, 'bellhop') as Api).open()
      ).value
      // The size of the history is measured now and then.
      const { unread, total, seq } = counts as Record<string, unknown>
      return JSON.stringify({ settings, devices, requests, blocked, unread, total, seq })
    })
  const before = await state()
  const follow = async (link: string): Promise<void> => {
    const second = startApp({ BELLHOP_DATA: profile, BELLHOP_PORT: `${port}` }, [], [link])
    expect(await second.ended).toBe(0)
  }
  await follow('bellhop://settings/trust?trust=open')
  await expect(page.getByRole('heading', { name: 'The very first', level: 1 })).toBeVisible()
  await follow('bellhop://settings/trust')
  await expect(page.getByRole('heading', { name: 'Trust' })).toBeVisible()
  expect(await state()).toBe(before)
})

/** A small picture, as bytes. */
async function pictureOf(page: Page): Promise<Buffer<ArrayBuffer>> {
  const text = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 64
    return canvas.toDataURL('image/png').replace(/^.*,/, '')
  })
  return Buffer.from(text, 'base64')
}
