// The same web client in Firefox, against the same hub.

import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { WebSocket } from 'ws'
import { Firefox, type FirefoxPage } from './support/firefox'
import type { TestHub } from './support/hub'
import { base } from './support/test'

type Paired = Readonly<{ page: FirefoxPage; id: string }>
type Listed = Readonly<{
  id: string
  title?: string
  body?: string
  to: string[]
  re?: string
  from: { id: string }
  attachments?: { id: string; name: string; mime: string }[]
}>

const WHO = `(() => {
  const { id, isKnown } = JSON.parse(localStorage.getItem('bellhop profile') ?? '{}')
  return isKnown && Object.keys(localStorage).some((key) => key.endsWith(' token')) ? id : ''
})()`

const test = base.extend<{ pair: (address: string) => Promise<Paired> }, { firefox: Firefox }>({
  firefox: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed
    async ({}, use) => {
      const firefox = await Firefox.start()
      await use(firefox)
      await firefox.end()
    },
    { scope: 'worker' },
  ],
  pair: async ({ firefox }, use) => {
    await use(async (address) => {
      const page = await firefox.open()
      await page.goto(address)
      await expect.poll(() => page.evaluate<string>(WHO)).not.toBe('')
      return { page, id: await page.evaluate<string>(WHO) }
    })
  },
})

const reads = (page: FirefoxPage) => expect.poll(() => page.text(), { timeout: 15_000 })

/** That a hub is away, Firefox takes for a mistake of the page. */
const isNotAway = (text: string): boolean => !/establish a connection|interrupted/.test(text)

async function fileOf(hub: TestHub, id: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-photo-'))
  await hub.owner('save', id, join(folder, 'saved'))
  const bytes = readFileSync(join(folder, 'saved'))
  rmSync(folder, { recursive: true })
  return bytes
}

test('reads what came, presses, replies, and clears it away', async ({ hub, firefox, pair }) => {
  const { page, id } = await pair(await hub.invitation())
  expect(await hub.owner('devices')).toMatchObject([{ id, online: true }])
  const door = new WebSocket(hub.url.replace('http', 'ws'))
  await once(door, 'open')
  door.send(JSON.stringify({ type: 'hello', id: 'back-door' }))
  const pressed = new Promise<string>((resolve) =>
    door.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { type: string; action?: string }
      if (frame.type === 'action') resolve(frame.action ?? '')
    }),
  )
  door.send(
    JSON.stringify({
      ...{ type: 'notify', ref: 'r1', to: [id], title: 'Somebody wants in' },
      ...{ body: '**One** cat', format: 'markdown' },
      actions: [{ id: 'open', label: 'Open the flap' }],
    }),
  )
  await reads(page).toContain('Somebody wants in')
  await page.evaluate(`document.querySelector('.row').click()`)
  await reads(page).toContain('One cat')
  expect(await page.evaluate(`document.querySelector('.p-text strong')?.textContent`)).toBe('One')
  await page.tap('button', 'Open the flap')
  expect(await pressed).toBe('open')
  await page.write('Reply to back-door', 'Let her in')
  await page.tap('button', 'Send')
  await reads(page).toMatch(/Let her in\s+Sent ·/)
  const [asked, said] = await hub.owner<Listed>('list')
  expect(said).toMatchObject({ body: 'Let her in', to: ['back-door'], from: { id }, re: asked?.id })
  await page.tap('button', 'Done with it')
  await reads(page).toContain('All quiet')
  door.close()
  expect(firefox.trouble.filter(isNotAway)).toEqual([])
})

test('sends with a photo, what is written while the hub is away too, and a reload keeps all', async ({
  hub,
  firefox,
  pair,
}) => {
  const { page, id } = await pair(await hub.invitation())
  await hub.owner('send', '--to', id, '--title', 'Stays', 'over a reload')
  await reads(page).toContain('Stays')
  await page.evaluate(`navigator.serviceWorker.ready.then(() => true)`)
  await hub.stop()
  await reads(page).toContain('is away. Trying again')
  await page.tap('button', 'Write')
  await page.evaluate(`document.querySelector('.p-found button').click()`)
  await page.write('Title', 'Look')
  await page.pick('input[capture]', [join(process.cwd(), 'resources', 'icon.png')])
  await reads(page).toContain('icon.png')
  await page.tap('button', 'Send')
  await reads(page).toContain('Waiting')
  await page.reload()
  await reads(page).toMatch(/Look\s+Waiting/)
  expect(await page.text()).toContain('Stays')
  await hub.start()
  await expect
    .poll(() => page.evaluate(`document.querySelector('.p-sending')`), { timeout: 30_000 })
    .toBeNull()
  const [, sent] = await hub.owner<Listed>('list')
  expect(sent).toMatchObject({
    ...{ title: 'Look', to: ['hub'], from: { id } },
    attachments: [{ name: 'icon.png', mime: 'image/png' }],
  })
  const bytes = await fileOf(hub, sent?.attachments?.[0]?.id ?? '')
  expect(bytes.equals(readFileSync(join('resources', 'icon.png')))).toBe(true)
  expect(firefox.trouble.filter(isNotAway)).toEqual([])
})

test('whose token was taken away says so, shows what it has, and may ask again', async ({
  hub,
  pair,
}) => {
  const { page, id } = await pair(await hub.invitation())
  await hub.owner('send', '--to', id, '--title', 'Had it before', 'x')
  await reads(page).toContain('Had it before')
  await hub.owner('devices', 'revoke', id)
  await reads(page).toContain('does not let this device in any more')
  await page.reload()
  await reads(page).toContain('does not let this device in any more')
  expect(await page.text()).toContain('Had it before')
  await page.tap('button', 'Ask again')
  await reads(page).toContain('Waiting until somebody at')
})

test('with cleared storage it is somebody new, who has to ask', async ({ hub, pair }) => {
  const { page, id } = await pair(await hub.invitation())
  await page.evaluate(`localStorage.clear()`)
  await page.reload()
  await reads(page).toContain('Scan the QR code')
  await page.tap('button', 'Ask')
  await reads(page).toContain('Waiting until somebody at')
  const known = await hub.owner<{ id: string; online: boolean }>('devices')
  expect(known.filter(({ online }) => online).map((one) => one.id)).not.toContain(id)
})

test('two windows share: one has the connection, both show what came, and they do not fight', async ({
  hub,
  pair,
}) => {
  const { page, id } = await pair(await hub.invitation())
  const other = await page.other()
  await other.goto(hub.url)
  const isElsewhere = 'Another tab of this browser has the connection'
  await reads(page).toContain(isElsewhere)
  await hub.owner('send', '--to', id, 'for both')
  await reads(other).toContain('for both')
  await reads(page).toContain('for both')
  expect(await other.text()).not.toContain(isElsewhere)
  await page.tap('button', 'Use it here')
  await reads(other).toContain(isElsewhere)
  await page.goto('about:blank')
  await reads(other).not.toContain(isElsewhere)
})

test('with a clock a year off it still says when something came', async ({ hub, firefox }) => {
  const page = await firefox.open()
  await page.before(`() => {
    const now = Date.now
    const off = 365 * 86400000
    globalThis.Date = class extends Date {
      constructor(...parts) {
        if (parts.length === 0) super(now() - off)
        else super(...parts)
      }
      static now() { return now() - off }
    }
  }`)
  await page.goto(await hub.invitation())
  await expect.poll(() => page.evaluate<string>(WHO)).not.toBe('')
  const id = await page.evaluate<string>(WHO)
  expect(await page.evaluate<number>(`new Date().getFullYear()`)).toBeLessThan(
    new Date().getFullYear(),
  )
  await hub.owner('send', '--to', id, '--title', 'Just now', 'x')
  await reads(page).toMatch(/Today[^]*(?:now|1 min)[^]*Just now/)
})
