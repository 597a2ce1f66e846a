// The tests' own `test`: a fresh profile and a free port for each, the app in the real Electron, a pretended
// desktop around it. A spec may override `settings` and `env`.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  _electron,
  expect,
  test as base,
  type ElectronApplication,
  type Locator,
  type Page,
} from '@playwright/test'
import { Browser, Device, type Frame } from './clients'
import { DesktopBus } from './desktop-bus'
import { freePort, ROOT_SWITCHES } from './program'

/** How long an app may take to end before it is made to. */
const PATIENCE_MS = 15_000

/** The app while it runs. */
export type Running = Readonly<{
  electron: ElectronApplication
  page: Page
  /** `http://localhost:PORT` */
  url: string
  /** Ends it, as Playwright does. */
  close: () => Promise<void>
  /** Closes the window as the person does. */
  closeWindow: () => Promise<void>
  hideWindow: () => Promise<void>
  isVisible: () => Promise<boolean>
  /** Gives the page so much room. */
  resize: (size: Readonly<{ width: number; height: number }>) => Promise<void>
  /** Its exit code, once it ended by itself. */
  ended: Promise<number | null>
}>

type Options = {
  /** What stands in settings.json before the first start. */
  settings: Record<string, unknown>
  /** Whether BELLHOP_PORT names the port; else the settings do. */
  givesPort: boolean
  /** What stands in its environment besides. */
  env: Record<string, string>
}

type Fixtures = {
  /** The data folder. */
  profile: string
  port: number
  url: string
  /** Starts the app; a second time after `close` as well. */
  start: () => Promise<Running>
  /** The app, started. */
  app: Running
  /** Its window. */
  page: Page
  /** Connects a device to the hub. */
  connect: (hello?: Frame, headers?: Readonly<Record<string, string>>) => Promise<Device>
  /** Opens a page in another browser. */
  open: (url: string) => Promise<Page>
  /** The pretended desktop, with nothing on it yet. */
  desktop: DesktopBus
}

type WorkerFixtures = { bus: DesktopBus; stranger: Browser }

export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  settings: [{}, { option: true }],
  givesPort: [true, { option: true }],
  env: [{}, { option: true }],

  bus: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern
    async ({}, use) => {
      const bus = await DesktopBus.start()
      await use(bus)
      await bus.stop()
    },
    { scope: 'worker' },
  ],

  stranger: [
    // eslint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => {
      const browser = await Browser.start()
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],

  // eslint-disable-next-line no-empty-pattern -- as above
  profile: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'bellhop-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },

  // eslint-disable-next-line no-empty-pattern -- as above
  port: async ({}, use) => use(await freePort()),
  url: async ({ port }, use) => use(`http://localhost:${port}`),

  desktop: async ({ bus }, use) => {
    await bus.clear()
    await use(bus)
  },

  start: async ({ profile, port, url, settings, givesPort, env, desktop }, use) => {
    const running: Running[] = []
    await prepareProfile(profile, settings)
    await use(async () => {
      await desktop.clear()
      const app = await launch({ profile, port: givesPort ? port : null, url, env })
      running.push(app)
      return app
    })
    for (const app of running) await app.close()
  },

  app: async ({ start, url }, use) => {
    const app = await start()
    await untilHealthy(url)
    await use(app)
  },

  page: async ({ app }, use) => use(app.page),

  connect: async ({ url }, use) => {
    const devices: Device[] = []
    await use(async (hello, headers) => {
      const device = await Device.connect(url, hello, headers)
      devices.push(device)
      return device
    })
    for (const device of devices) await device.close()
  },

  open: async ({ stranger }, use) => {
    const pages: Page[] = []
    await use(async (url) => {
      const page = await stranger.open(url)
      pages.push(page)
      return page
    })
    for (const page of pages) await page.close()
  },
})

export { expect }

/** English, light, and nothing asked of the system, unless a spec says otherwise. */
async function prepareProfile(profile: string, settings: Record<string, unknown>): Promise<void> {
  await mkdir(profile, { recursive: true, mode: 0o700 })
  const all = { language: 'en', theme: 'light', ...settings }
  await writeFile(join(profile, 'settings.json'), JSON.stringify(all), { mode: 0o600 })
}

type Launch = Readonly<{
  profile: string
  port: number | null
  url: string
  env: Record<string, string>
}>

async function launch({ profile, port, url, env }: Launch): Promise<Running> {
  const electron = await _electron.launch({
    args: [...ROOT_SWITCHES, '.'],
    env: {
      ...(process.env as Record<string, string>),
      BELLHOP_DATA: profile,
      BELLHOP_LOG: 'debug',
      XDG_CONFIG_HOME: join(profile, 'config'),
      ...(port === null ? {} : { BELLHOP_PORT: String(port) }),
      ...env,
    },
  })
  const page = await electron.firstWindow()
  await page.waitForLoadState()
  let isClosed = false
  // Taken now, since Playwright forgets it once the app has ended.
  const running = electron.process()
  const ended = new Promise<number | null>((resolve) => running.once('exit', resolve))
  return {
    electron,
    page,
    url,
    ended,
    closeWindow: () =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    hideWindow: () =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide()),
    isVisible: () =>
      electron.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false,
      ),
    resize: async (size) => {
      await electron.evaluate(({ BrowserWindow }, { width, height }) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
      }, size)
      await page.waitForFunction(({ width }) => innerWidth === width, size)
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      await closeBounded(electron, running.pid)
    },
  }
}

/**
 * Ends an app after its test. That it ends by itself in time has tests of its own; here, one that does not must
 * not hold up all that follow, so it and what it started are ended by their process group.
 */
async function closeBounded(electron: ElectronApplication, pid?: number): Promise<void> {
  const late = setTimeout(() => {
    process.stderr.write(`The app ${pid ?? ''} did not end by itself.\n`)
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  }, PATIENCE_MS)
  try {
    await electron.close()
  } finally {
    clearTimeout(late)
  }
}

/** Waits until the hub answers there. */
export async function untilHealthy(url: string): Promise<void> {
  const ask = () =>
    fetch(`${url}/v1/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  await expect.poll(ask).toBe(true)
}

/** What the app logged in this profile, one record a line. */
export async function logOf(profile: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(profile, 'logs', 'bellhop.log'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** Leaves the first-run page behind: sends a notification, which the window opens by itself. */
export async function passFirstRun(page: Page, device: Device): Promise<void> {
  await device.notify({ title: 'The very first' })
  await expect(page.getByRole('heading', { name: 'The very first', level: 1 })).toBeVisible()
}

/** The row of the feed with this text. */
export function rowOf(page: Page, text: string): Locator {
  return page.getByRole('row').filter({ hasText: text })
}
