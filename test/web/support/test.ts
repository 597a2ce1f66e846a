// A phone's browser with a hub for each test: emulated size and touch, and nothing asked of any other host.

import {
  chromium,
  test as playwright,
  type Browser,
  type BrowserContext,
  type Page,
} from '@playwright/test'
import { TestHub } from './hub'

/** Chromium does not start its sandbox as root. */
const ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : []
/** An address of no secure page, which all the same is this computer. */
const LAN = '192.168.77.7'
/** What the page is shown on. */
export const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  userAgent:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
}

/** Debian's Chromium. */
export const LAUNCH = {
  executablePath: '/usr/bin/chromium',
  args: [...ROOT, `--host-resolver-rules=MAP ${LAN} 127.0.0.1`],
}

type Looks = Readonly<{ locale?: string; colorScheme?: 'light' | 'dark'; isWide?: boolean }>

/** What a page said that it should not have: refused by its policy, thrown, or asked of somebody else. */
type Trouble = string[]

class Device {
  readonly trouble: Trouble = []
  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}
}

type Fixtures = {
  /** Opens a browser of its own, with storage of its own. */
  open: (looks?: Looks) => Promise<Device>
  /** One that has scanned the QR code. */
  paired: (looks?: Looks) => Promise<Device & { id: string }>
}

/** A hub for each test, and whatever browser the test brings. */
export const base = playwright.extend<{ hub: TestHub }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what is needed
  hub: async ({}, use) => {
    const hub = new TestHub()
    await hub.start()
    await use(hub)
    await hub.end()
  },
})

export const test = base.extend<Fixtures, { chrome: Browser }>({
  chrome: [
    // eslint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => {
      const chrome = await chromium.launch({
        ...LAUNCH,
        args: [...LAUNCH.args, `--host-resolver-rules=MAP ${LAN} 127.0.0.1`],
      })
      await use(chrome)
      await chrome.close()
    },
    { scope: 'worker' },
  ],
  open: async ({ chrome, hub }, use) => {
    const contexts: BrowserContext[] = []
    await use(async ({ locale = 'en-GB', colorScheme = 'light', isWide = false } = {}) => {
      const size = isWide ? { viewport: { width: 1280, height: 800 } } : PHONE
      const context = await chrome.newContext({ ...size, locale, colorScheme })
      contexts.push(context)
      const device = new Device(context, await context.newPage())
      watch(device, hub)
      return device
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
  paired: async ({ open, hub }, use) => {
    await use(async (looks) => {
      const device = await open(looks)
      await device.page.goto(await hub.invitation())
      const id = await idOf(device.page)
      return Object.assign(device, { id })
    })
  },
})

/** The page's ID at the hub, once it has a token. */
export async function idOf(page: Page): Promise<string> {
  const read = () => {
    const profile = JSON.parse(localStorage.getItem('bellhop profile') ?? '{}') as {
      id?: string
      isKnown?: boolean
    }
    const isPaired = Object.keys(localStorage).some((key) => key.endsWith(' token'))
    return isPaired && profile.isKnown === true ? profile.id : undefined
  }
  const found = await page.waitForFunction(read)
  return String(await found.jsonValue())
}

function watch({ page, trouble }: Device, hub: TestHub): void {
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) trouble.push(message.text())
  })
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    const isOwn = host.endsWith(`:${String(hub.port)}`) || protocol === 'blob:'
    if (!isOwn) trouble.push(request.url())
  })
}

/** The same page by an address that browsers do not take for secure. */
export function insecure(url: string): string {
  return url.replace('127.0.0.1', LAN)
}
