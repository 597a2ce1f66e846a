// What the window's page may ask of Chromium and of the main process, asked from inside it: permissions, devices,
// commands without a person or without sense; and what a crash leaves behind.

import { execFileSync } from 'node:child_process'
import { expect, logOf, test } from './support/test'

/** All that Chromium asks a person for. */
const PERMISSIONS =
  'geolocation notifications push midi camera microphone background-fetch background-sync persistent-storage ambient-light-sensor accelerometer gyroscope magnetometer screen-wake-lock nfc display-capture accessibility-events clipboard-read payment-handler idle-detection periodic-background-sync storage-access window-management local-fonts keyboard-lock pointer-lock'.split(
    ' ',
  )

test('S-74 no permission is given but to copy', async ({ page }) => {
  const answers = await page.evaluate(async (names) => {
    const ended = (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => 'given',
        () => 'denied',
      )
    const ask = (name: string) =>
      navigator.permissions.query({ name: name as PermissionName }).then(
        ({ state }) => state,
        () => 'unknown',
      )
    const call = async (owner: string, method: string, input?: unknown): Promise<string> => {
      const part =
        owner === 'window' ? window : (Reflect.get(navigator, owner) as object | undefined)
      const act =
        part && (Reflect.get(part, method) as ((input: unknown) => Promise<unknown>) | undefined)
      return act === undefined ? 'absent' : ended(act.call(part, input))
    }
    // Where it is refused nobody ever answers.
    void document.documentElement.requestFullscreen().catch(() => undefined)
    return {
      states: await Promise.all(names.map(ask)),
      devices: {
        media: await call('mediaDevices', 'getUserMedia', { audio: true, video: true }),
        screen: await call('mediaDevices', 'getDisplayMedia'),
        usb: await call('usb', 'requestDevice', { filters: [] }),
        // An empty list is no device.
        hid: await call('hid', 'requestDevice', { filters: [{ vendorId: 1 }] }).then(
          async (said) =>
            said === 'given' && (await navigatorHid()).length === 0 ? 'denied' : said,
        ),
        serial: await call('serial', 'requestPort'),
        bluetooth: await call('bluetooth', 'requestDevice', { acceptAllDevices: true }),
        fonts: await call('window', 'queryLocalFonts'),
        screens: await call('window', 'getScreenDetails'),
        clipboard: await ended(navigator.clipboard.readText()),
        fullscreen: document.fullscreenElement === null ? 'denied' : 'given',
      },
      place: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          ({ code }) => resolve(code),
        ),
      ),
    }
    function navigatorHid(): Promise<unknown[]> {
      const hid = Reflect.get(navigator, 'hid') as { getDevices: () => Promise<unknown[]> }
      return hid.getDevices()
    }
  }, PERMISSIONS)
  for (const state of answers.states) expect(state).not.toBe('granted')
  const given = Object.entries(answers.devices).filter(([, said]) => said === 'given')
  expect(given).toEqual([])
  expect(answers.place).toBe(1)
})

test('S-71 ten thousand calls of nonsense change nothing', async ({ page }) => {
  const outcome = await page.evaluate(async (rounds) => {
    type Answer = { ok: boolean; code?: string; value?: unknown }
    const all = Reflect.get(window, 'bellhop') as Record<
      string,
      (input: unknown) => Promise<Answer>
    >
    const api = Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'on'))
    const nonsense: unknown[] = [
      null,
      true,
      0,
      -1,
      1e308,
      NaN,
      '',
      'x',
      '../../etc/passwd',
      'x'.repeat(5_000),
      [],
      [[]],
      [null],
      {},
      { id: {} },
      { ids: 'all' },
      { id: 'x'.repeat(26), action: 7 },
      { ids: [], to: [] },
      { key: [], decision: 'allow' },
      { device: '' },
      { port: -1 },
      { trust: 'open!' },
      { text: 1 },
      { place: 'inbox', limit: 1.5 },
      { place: '__proto__', limit: 1 },
      { constructor: { prototype: 1 } },
      JSON.parse('{"__proto__":{"polluted":true},"port":"x"}'),
      new Date(0),
      new Map([['id', 1]]),
      new Uint8Array(8),
    ]
    const before = await state()
    const codes: Record<string, number> = {}
    for (let round = 0; round < rounds; round++) {
      const calls = Object.entries(api).flatMap(([name, call]) =>
        nonsense.map((input) => call(name === 'setSettings' && isEmpty(input) ? null : input)),
      )
      for (const { ok, code } of await Promise.all(calls)) {
        const said = ok ? 'done' : (code ?? 'none')
        codes[said] = (codes[said] ?? 0) + 1
      }
    }
    const after = await state()
    return { codes, isSame: before === after, isPolluted: 'polluted' in {} }
    async function state(): Promise<string> {
      // The size of the history is measured now and then; the identity and a backup come when they are made.
      const own = ['bytes', 'identity', 'backup']
      return JSON.stringify((await api['open']?.(undefined))?.value, (key, value: unknown) =>
        own.includes(key) ? undefined : value,
      )
    }
    function isEmpty(input: unknown): boolean {
      return typeof input === 'object' && input !== null && Object.keys(input).length === 0
    }
  }, 20)
  expect(outcome.isSame).toBe(true)
  expect(outcome.isPolluted).toBe(false)
  // What has the right form asks for what is not there; what needs a person has none after a while.
  const { bad_field: refused = 0, done = 0, forbidden = 0, ...others } = outcome.codes
  expect(others).toEqual({})
  expect(refused).toBeGreaterThan(done)
  expect(refused + done + forbidden).toBeGreaterThan(10_000)
})

test('S-71 what changes something needs a person', async ({ app }) => {
  const run = (code: string): Promise<unknown> =>
    app.electron.evaluate(
      ({ BrowserWindow }, text) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text, false),
      code,
    )
  await expect.poll(() => run('navigator.userActivation.isActive'), { timeout: 15_000 }).toBe(false)
  expect(await run(`bellhop.setSettings({ trust: 'open' })`)).toMatchObject({
    ok: false,
    code: 'forbidden',
  })
  expect(await run(`bellhop.open().then(({ value }) => value.settings.trust)`)).toBe('ask')
})

test('S-86 a window that crashes leaves no dump', async ({ app, profile }) => {
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await expect.poll(async () => died(profile)).toBe(1)
  const dumps = execFileSync('find', [profile, '-name', '*.dmp'], { encoding: 'utf8' })
  expect(dumps).toBe('')
})

test('S-80 there is no language for which Chromium would ask its maker for a dictionary', async ({
  app,
}) => {
  const languages = await app.electron.evaluate(({ session }) =>
    session.defaultSession.getSpellCheckerLanguages(),
  )
  expect(languages).toEqual([])
})

async function died(profile: string): Promise<number> {
  return (await logOf(profile)).filter(({ msg }) => msg === 'the window died').length
}
