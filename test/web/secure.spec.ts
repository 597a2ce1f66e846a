// The web client over https, by a key that the browser trusts: what browsers give to secure pages only.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, type BrowserContext, type Page } from '@playwright/test'
import type { TestHub } from './support/hub'
import { startChromium } from './support/plain-chromium'
import { base, idOf, insecure, LAUNCH, PHONE } from './support/test'

type Shown = Readonly<{ title: string; body: string; tag: string }>

type Device = Readonly<{ page: Page; url: string; id: string }>

async function pair(hub: TestHub, context: BrowserContext): Promise<Device> {
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(encrypted(await hub.invitation()))
  return { page, url: encrypted(hub.url), id: await idOf(page) }
}

function encrypted(url: string): string {
  return url.replace('http:', 'https:')
}

const test = base.extend<{ profile: string; flags: string[]; secure: Device; plain: Device }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed
  profile: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-chromium-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  /** The hub's certificate is the browser's to trust, by its key. */
  flags: async ({ hub }, use) => {
    await use([...LAUNCH.args, `--ignore-certificate-errors-spki-list=${await hub.key()}`])
  },
  /** A phone's, with a profile of its own: into a private window nothing is installed. */
  secure: async ({ hub, profile, flags }, use) => {
    const options = { ...LAUNCH, ...PHONE, args: flags, permissions: ['notifications'] }
    const context = await chromium.launchPersistentContext(profile, options)
    await use(await pair(hub, context))
    await context.close()
  },
  /** One that knows when nobody looks at it. */
  plain: async ({ hub, profile, flags }, use) => {
    const { browser, end } = await startChromium(profile, flags)
    const [context] = browser.contexts()
    if (!context) throw new Error('Chromium has no window.')
    await context.grantPermissions(['notifications'], {
      origin: new URL(encrypted(hub.url)).origin,
    })
    await use(await pair(hub, context))
    await end()
  },
})

test('it may be installed, and says so; in clear it may not', async ({ hub, secure: { page } }) => {
  await expect(page.getByText(/, encrypted$/)).toBeVisible()
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
  const session = await page.context().newCDPSession(page)
  const manifest = await session.send('Page.getAppManifest')
  expect(manifest.url).toMatch(/^https:.*\/manifest\.webmanifest$/)
  expect(manifest.errors).toEqual([])
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  await page.getByRole('button', { name: 'This device' }).tap()
  await expect(page.locator('.p-able li')).toHaveCount(3)
  await expect(page.locator('.p-able .ok')).toHaveCount(3)
  await page.goto(insecure(hub.url))
  const inClear = await session.send('Page.getInstallabilityErrors')
  expect(inClear.installabilityErrors).not.toEqual([])
})

test('what comes while it is in the background is a notification of the system', async ({
  hub,
  plain: { page, id },
}) => {
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
  await hub.owner('send', '--to', id, '--title', 'While looking', 'seen')
  await expect(page.getByText('While looking')).toBeVisible()
  const other = await page.context().newPage()
  await other.bringToFront()
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  await hub.owner('send', '--to', id, '--title', 'Water', '--priority', '4', 'under the boiler')
  await hub.owner('send', '--to', id, '--title', 'Quiet', '--priority', '2', 'no sound')
  const shown = (): Promise<Shown[]> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const all = await registration.getNotifications()
      return all.map(({ title, body, tag }) => ({ title, body, tag }))
    })
  await expect.poll(async () => (await shown()).map(({ title }) => title)).toEqual(['Water'])
  const [water] = await shown()
  const [, sent] = await hub.owner<{ id: string }>('list')
  expect(water).toEqual({ title: 'Water', body: 'under the boiler', tag: sent?.id })
})

test('it starts while the hub is away, with what came, and sends when that is back', async ({
  hub,
  secure: { page, id, url },
}) => {
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
  await hub.owner('send', '--to', id, '--title', 'Before', 'kept')
  await expect(page.getByText('Before')).toBeVisible()
  await hub.stop()
  await page.goto('about:blank')
  await page.goto(url)
  await expect(page.getByText(/is away\. Trying again/)).toBeVisible()
  await expect(page.getByText('Before')).toBeVisible()
  await page.getByRole('button', { name: /^Write to/ }).tap()
  await page.getByPlaceholder('Title').fill('From the cellar')
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.getByText('1 message waits to be sent.')).toBeVisible()
  await hub.start()
  await expect(page.getByText('1 message waits to be sent.')).toBeHidden({ timeout: 30_000 })
  const titles = (await hub.owner<{ title: string }>('list')).map(({ title }) => title)
  expect(titles).toEqual(['Before', 'From the cellar'])
})
