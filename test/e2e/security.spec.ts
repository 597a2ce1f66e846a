// What the window's page can reach, asked from inside it: nothing of Node, nothing outside, nobody's IPC.

import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, logOf, test } from './support/test'

test('S-70 the page is a page and nothing more', async ({ page }) => {
  const seen = await page.evaluate(() => ({
    url: location.href,
    origin: location.origin,
    globals: ['require', 'process', 'Buffer', 'module', 'global', '__dirname'].filter(
      (name) => name in window,
    ),
    api: Object.entries(Reflect.get(window, 'bellhop') as object).map(([name, part]) => [
      name,
      typeof part,
    ]),
  }))
  expect(seen.url).toMatch(/^app:\/\/bellhop\//)
  expect(seen.origin).toBe('app://bellhop')
  expect(seen.globals).toEqual([])
  expect(seen.api.length).toBeGreaterThan(10)
  expect(seen.api.filter(([, type]) => type !== 'function')).toEqual([])
})

test('S-70 the window is made with every lock closed', async ({ app }) => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return (contents as unknown as { getLastWebPreferences: () => object }).getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
  })
})

test('S-50 the page comes with its policy, and the policy holds', async ({ app, page }) => {
  const headers = await app.electron.evaluate(async ({ net }) => {
    const answer = await net.fetch('app://bellhop/')
    return Object.fromEntries(answer.headers)
  })
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
      "font-src 'self'; connect-src 'none'; object-src 'none'; base-uri 'none'; " +
      "form-action 'none'; frame-src 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types svelte-trusted-html",
  )
  expect(headers['x-content-type-options']).toBe('nosniff')
  const broken = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const directives = new Set<string>()
        document.addEventListener('securitypolicyviolation', (event) => {
          directives.add(event.effectiveDirective)
          if (directives.size === 2) resolve([...directives].sort())
        })
        const frame = document.createElement('iframe')
        frame.src = 'https://example.test/'
        document.body.append(frame)
        void fetch('https://example.test/').catch(() => undefined)
      }),
  )
  expect(broken).toEqual(['connect-src', 'frame-src'])
  const refusals = await page.evaluate(() => {
    const tried = (act: () => unknown): string => {
      try {
        act()
        return 'done'
      } catch (error) {
        return (error as Error).name
      }
    }
    const markup = '<img src=x onerror="window.wasRun = true">'
    return [
      tried(() => Reflect.set(document.createElement('div'), 'innerHTML', markup)),
      tried(() => Reflect.set(document.createElement('iframe'), 'srcdoc', markup)),
      tried(() => document.createElement('script').append('window.wasRun = true')),
      tried(() => {
        const types = Reflect.get(window, 'trustedTypes') as
          { createPolicy: (name: string, rules: object) => unknown } | undefined
        return types?.createPolicy('other', {})
      }),
    ]
  })
  expect(refusals).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError'])
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)
})

test('S-72 no other file and no other host answers', async ({ app }) => {
  const addresses = [
    'app://bellhop/../../etc/passwd',
    'app://bellhop/%2e%2e/%2e%2e/package.json',
    'app://bellhop/..%2f..%2fpackage.json',
    'app://bellhop/..\\..\\package.json',
    'app://bellhop/window/../../main/index.js',
    'app://bellhop/attachments/01J00000000000000000000000',
    'app://bellhop/attachments/../../history.db',
    'app://other/',
  ]
  const statuses = await app.electron.evaluate(
    ({ net }, urls) =>
      Promise.all(
        urls.map((url) =>
          net.fetch(url).then(
            ({ status }) => status,
            () => 'refused',
          ),
        ),
      ),
    addresses,
  )
  for (const status of statuses) expect([404, 'refused']).toContain(status)
})

test('S-72 requests to files and to the network are refused below the policy too', async ({
  app,
}) => {
  const outcomes = await app.electron.evaluate(async ({ BrowserWindow, session }) => {
    // A page without our policy in the same session: only the session's own guard is left.
    const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
    const load = (url: string) =>
      other.loadURL(url).then(
        () => 'loaded',
        () => 'refused',
      )
    const found = [
      await load('file:///etc/passwd'),
      await load('https://example.test/'),
      await load('http://localhost:1/'),
      await load('data:text/html,x'),
    ]
    other.destroy()
    return { found, partition: other.isDestroyed() && session.defaultSession.isPersistent() }
  })
  expect(outcomes.found).toEqual(['refused', 'refused', 'refused', 'refused'])
})

test('S-73 nothing leads the window elsewhere or opens another', async ({ app, page, profile }) => {
  const before = page.url()
  await page.evaluate(() => {
    window.open('https://example.test/')
    window.open('app://bellhop/')
    const link = document.createElement('a')
    link.href = 'https://example.test/'
    link.target = '_blank'
    document.body.append(link)
    link.click()
    location.href = 'https://example.test/'
  })
  await expect.poll(async () => refusals(profile, 'navigation')).toBeGreaterThan(0)
  // Chromium itself keeps a page from files; the others are ours to refuse.
  await page.evaluate(() => {
    location.href = 'file:///etc/passwd'
    location.assign('app://other/')
  })
  await expect.poll(async () => refusals(profile, 'navigation')).toBeGreaterThan(1)
  expect(await refusals(profile, 'window')).toBeGreaterThan(1)
  const file = join(profile, 'evil.html')
  await writeFile(file, '<title>evil</title>')
  const input = await page.context().newCDPSession(page)
  const drag = { x: 200, y: 200, data: { items: [], files: [file], dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await input.send('Input.dispatchDragEvent', { type, ...drag })
  }
  const { result } = await input.send('Runtime.evaluate', { expression: 'location.href' })
  expect(result.value).toBe(before)
  expect(page.url()).toBe(before)
  const windows = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows())
  expect(windows).toHaveLength(1)
})

test('S-71 a foreign page and a frame get no answer over IPC', async ({ app }) => {
  const answers = await app.electron.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })
      ._invokeHandlers
    type Handler = (event: object, input: unknown) => Promise<{ ok: boolean; code?: string }>
    const open = handlers.get('bellhop:open')
    if (!open) throw new Error('There is no such channel.')
    const ours = BrowserWindow.getAllWindows()[0]?.webContents
    const other = new BrowserWindow({ show: false })
    const frame = ours?.mainFrame
    const events = {
      otherWindow: { sender: other.webContents, senderFrame: other.webContents.mainFrame },
      subframe: { sender: ours, senderFrame: { parent: frame, url: 'app://bellhop/' } },
      otherAddress: { sender: ours, senderFrame: other.webContents.mainFrame },
      goneFrame: { sender: ours, senderFrame: null },
    }
    const found: Record<string, unknown> = {}
    for (const [name, event] of Object.entries(events)) {
      found[name] = await open(event, undefined)
    }
    other.destroy()
    return found
  })
  for (const answer of Object.values(answers)) {
    expect(answer).toMatchObject({ ok: false, code: 'forbidden' })
  }
})

test('S-71 an argument that is none of the contract is refused', async ({ page }) => {
  const codes = await page.evaluate(async () => {
    type Answer = { ok: boolean; code?: string }
    const api = Reflect.get(window, 'bellhop') as Record<
      string,
      (input: unknown) => Promise<Answer>
    >
    const calls: [string, unknown][] = [
      ['feed', { place: 'nowhere', limit: 10 }],
      ['feed', { place: 'inbox', limit: 10_000 }],
      ['feed', null],
      ['markRead', { ids: ['short'], isRead: true }],
      ['forward', { ids: [], to: ['x'] }],
      ['decide', { key: 'k', decision: 'anything' }],
      ['setSettings', { port: 0 }],
      ['setSettings', { trust: 'nobody' }],
      ['openLink', { id: 7 }],
      ['copy', { text: { toString: 'x' } }],
      ['open', { more: 1 }],
    ]
    return Promise.all(calls.map(async ([name, input]) => (await api[name]?.(input))?.code))
  })
  expect(new Set(codes)).toEqual(new Set(['bad_field']))
})

test('S-82 files of the profile are this person’s alone', async ({ app, profile }) => {
  await expect.poll(app.isVisible).toBe(true)
  const search = [profile, '-mindepth', '1', '!', '-type', 'l', '-perm', '/077']
  const open = execFileSync('find', search, { encoding: 'utf8' })
  expect(open).toBe('')
})

async function refusals(profile: string, what: string): Promise<number> {
  const log = await logOf(profile)
  return log.filter(({ msg }) => typeof msg === 'string' && msg.includes(what)).length
}
