// Starting and ending: what stands on stdout, how it ends, a second start, a folder or a port that is taken,
// damaged settings.

import { spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { startApp } from './support/program'
import { expect, test, untilHealthy } from './support/test'

test('says in one line that it listens, and ends when it is told to', async ({ profile, port }) => {
  const app = startApp({ BELLHOP_DATA: profile, BELLHOP_PORT: String(port) })
  await expect.poll(() => app.stdout(), { timeout: 20_000 }).toContain('\n')
  expect(JSON.parse(app.stdout())).toEqual({
    event: 'listening',
    port,
    url: `http://localhost:${port}/`,
  })
  const toldAt = performance.now()
  app.process.kill('SIGTERM')
  expect(await app.ended).toBe(0)
  expect(performance.now() - toldAt).toBeLessThan(3_000)
  expect(app.stdout().trim().split('\n')).toHaveLength(1)
})

test('ends with open connections too, and tells them', async ({ profile, port, url, connect }) => {
  const app = startApp({ BELLHOP_DATA: profile, BELLHOP_PORT: String(port) })
  await expect.poll(() => app.stdout(), { timeout: 20_000 }).toContain('\n')
  const device = await connect({ id: 'tv' })
  const closed = device.until(() => false).catch(String)
  app.process.kill('SIGINT')
  expect(await closed).toContain('closed with 1001')
  expect(await app.ended).toBe(0)
  await expect(fetch(url)).rejects.toThrow()
})

test('S-78 a second start brings the first to the front and ends', async ({
  app,
  profile,
  port,
}) => {
  await app.hideWindow()
  const second = startApp({ BELLHOP_DATA: profile, BELLHOP_PORT: String(port) })
  expect(await second.ended).toBe(0)
  expect(second.stdout()).toBe('')
  await expect.poll(app.isVisible).toBe(true)
  const windows = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows())
  expect(windows).toHaveLength(1)
})

test('S-78 twenty starts at once leave one', async ({ profile, port }) => {
  const env = { BELLHOP_DATA: profile, BELLHOP_PORT: String(port) }
  const all = Array.from({ length: 20 }, () => startApp(env))
  const isRunning = () => all.filter((app) => app.process.exitCode === null)
  await expect.poll(() => isRunning().length, { timeout: 50_000 }).toBe(1)
  const [left] = isRunning()
  await expect.poll(() => left?.stdout(), { timeout: 20_000 }).toContain('listening')
  left?.process.kill('SIGTERM')
  await left?.ended
})

test.describe('a taken port', () => {
  let holder: Server

  test.use({ givesPort: false, settings: async ({ port }, use) => use({ port }) })
  test.beforeEach(async ({ port }) => {
    holder = createServer()
    await new Promise<void>((resolve) => holder.listen(port, resolve))
  })
  test.afterEach(() => new Promise((resolve) => holder.close(resolve)))

  test('is a banner that names it and offers the next free one', async ({ start, port }) => {
    const { page } = await start()
    const banner = page.getByRole('alert')
    await expect(banner).toContainText(`Port ${port} is taken`)
    await banner.getByRole('button', { name: /^Use \d+$/ }).click()
    await expect(banner).toHaveCount(0)
    const status = await page.evaluate(async () => {
      const api = Reflect.get(window, 'bellhop') as { open: () => Promise<{ value: Snapshot }> }
      type Snapshot = { status: { state: string; port: number } }
      return (await api.open()).value.status
    })
    expect(status.state).toBe('listening')
    expect(status.port).not.toBe(port)
  })

  test('is tried again when the person asks', async ({ start, url }) => {
    const { page } = await start()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    await new Promise((resolve) => holder.close(resolve))
    await page.getByRole('button', { name: 'Try again' }).click()
    await untilHealthy(url)
    holder = createServer().listen(0)
  })
})

test('a folder that another hub has is said, with exit code 2', async ({ profile, port }) => {
  const env = { BELLHOP_DATA: profile, BELLHOP_PORT: String(port) }
  const headless = spawn(process.execPath, ['out/main/headless.js'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise((resolve) => headless.stdout.once('data', resolve))
  const app = startApp(env)
  expect(await app.ended).toBe(2)
  expect(app.stderr()).toContain(`Another Bellhop hub is running on ${profile}.`)
  const ended = new Promise((resolve) => headless.once('exit', resolve))
  headless.kill('SIGTERM')
  await ended
})

test.describe('S-84 damaged settings', () => {
  for (const [name, text] of [
    ['cut off', '{"port": 99'],
    ['empty', ''],
    ['no object', '[1,2]'],
    ['without an address', '{"host": 7}'],
  ] as const) {
    test(`${name}: nothing listens until the person resets them`, async ({
      start,
      profile,
      url,
    }) => {
      await writeFile(join(profile, 'settings.json'), text)
      const { page } = await start()
      const reset = page.getByRole('button', { name: 'Start with default settings' })
      await expect(reset).toBeVisible()
      await expect(fetch(`${url}/v1/health`)).rejects.toThrow()
      await reset.click()
      await untilHealthy(url)
      const aside = (await readdir(profile)).filter((file) =>
        file.startsWith('settings.json.damaged-'),
      )
      expect(aside).toHaveLength(1)
      expect(await readFile(join(profile, aside[0] ?? ''), 'utf8')).toBe(text)
    })
  }
})

test.describe('in a language that is not the system’s', () => {
  test.use({ settings: { language: 'zh-CN' } })

  test('the engine speaks it too', async ({ page }) => {
    expect(await page.evaluate(() => navigator.language)).toBe('zh-CN')
  })
})
