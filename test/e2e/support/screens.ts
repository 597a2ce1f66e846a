// Screens beside the feed, each in the state that is to be looked at: pairing, devices, settings. For the views that
// are measured and pictured.

import type { Page } from '@playwright/test'
import type { Surroundings } from './sample'
import { expect } from './test'

export type Shown = Readonly<{
  name: string
  show: (around: Surroundings) => Promise<void>
  /** Leaves it as it was. */
  leave?: (page: Page) => Promise<void>
}>

const LETTER =
  'The new beans are here.\n\nBring **the good cups** if you can, and\n\n- milk\n- the *small* spoons\n\nSay when you leave: the machine needs `20 min`.'

/** In the order in which they are shown; the wide window stands at the feed before each. */
export const SCREENS: readonly Shown[] = [
  {
    name: 'connect, paired',
    show: async ({ page, connect }) => {
      await openConnect(page)
      const code = (await page.locator('.code6 .digits').textContent()) ?? ''
      await connect({ id: 'lins-phone', name: 'Lin’s Phone', kind: 'phone', pair: code })
      await expect(page.getByText('Lin’s Phone is connected', { exact: true })).toBeVisible()
    },
    leave: leaveConnect,
  },
  {
    name: 'connect, board',
    show: async ({ page }) => {
      await openConnect(page)
      await page.getByRole('tab', { name: 'ESP32' }).click()
      await expect(page.getByRole('tabpanel', { name: 'ESP32' })).toBeVisible()
    },
    leave: leaveConnect,
  },
  {
    name: 'connect, ended',
    show: async ({ page }) => {
      await openConnect(page)
      await page.evaluate(async () => {
        await (
          Reflect.get(window, 'bellhop') as { stopPairing: () => Promise<unknown> }
        ).stopPairing()
      })
      await expect(page.getByRole('button', { name: 'Show a new one' })).toBeVisible()
    },
    leave: leaveConnect,
  },
  {
    name: 'device, not encrypted',
    show: async ({ page, connect }) => {
      await openConnect(page)
      const url = await page.evaluate(async () => {
        const api = Reflect.get(window, 'bellhop') as {
          open: () => Promise<{ value: { pairing: { url: string } } }>
        }
        return (await api.open()).value.pairing.url
      })
      const pair = new URLSearchParams(new URL(url).hash.slice(1)).get('pair')
      // Whoever comes through a proxy may have come over the network, and in clear.
      const proxied = { 'x-forwarded-for': '192.168.1.77' }
      await connect({ id: 'greenhouse', name: 'Greenhouse', kind: 'sensor', pair }, proxied)
      await leaveConnect(page)
      await openDevice(page, /Greenhouse/)
      await expect(page.getByRole('definition').getByText('Not encrypted')).toBeVisible()
    },
  },
  { name: 'device, paired', show: ({ page }) => openDevice(page, /Lin’s Phone/) },
  {
    name: 'device, revoking',
    show: async ({ page }) => {
      await openDevice(page, /Lin’s Phone/)
      await page.getByRole('button', { name: 'Revoke' }).click()
      await expect(page.getByRole('alertdialog')).toBeVisible()
    },
    leave: (page) => page.getByRole('button', { name: 'Cancel' }).click(),
  },
  ...['General', 'Notifications', 'Network', 'Trust', 'Delivery', 'Storage', 'About'].map(
    (page) => ({
      name: `settings, ${page.toLowerCase()}`,
      show: (around: Surroundings) => openSettings(around.page, page),
    }),
  ),
  {
    name: 'settings, quiet hours',
    show: async ({ page }) => {
      await choose(page, { quietHours: '00:00-00:00' })
      await openSettings(page, 'Notifications')
      await page.getByRole('group', { name: 'Quiet from' }).getByRole('spinbutton').first().focus()
    },
    leave: (page) => choose(page, { quietHours: null }),
  },
  {
    name: 'settings, log',
    show: async ({ page }) => {
      await openSettings(page, 'Trust')
      await page.getByRole('button', { name: 'Open the log' }).click()
      await expect(page.locator('.log')).toBeVisible()
    },
  },
  {
    name: 'settings, erasing',
    show: async ({ page }) => {
      await openSettings(page, 'Storage')
      await page.getByRole('button', { name: 'Erase everything…' }).click()
      await expect(page.getByRole('alertdialog')).toBeVisible()
    },
    leave: (page) => page.getByRole('button', { name: 'Cancel' }).click(),
  },
  {
    name: 'sent',
    show: async ({ page }) => {
      await goTo(page, /^Inbox/)
      for (const to of [['phone'], ['*'], ['tv']]) await forwardFirst(page, to)
      await goTo(page, /^Sent/)
      await expect(page.locator('.row .ticks')).toHaveCount(3)
    },
  },
  {
    name: 'compose, files',
    show: async ({ page }) => {
      await goTo(page, /^Inbox/)
      await page.keyboard.press('n')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill('Coffee at ten?')
      await dropFiles(page)
      await expect(page.locator('.composer img.thumb')).toBeVisible()
      await expect(page.getByRole('alert')).toBeVisible()
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'columns',
    show: async ({ page }) => {
      await goTo(page, /^Inbox/)
      await choose(page, { railWidth: 320, feedWidth: 720 })
      await page.getByRole('separator', { name: 'Width of the list' }).focus()
      await page.getByRole('row').nth(1).click()
    },
    leave: (page) => choose(page, { railWidth: 0, feedWidth: 0 }),
  },
  {
    name: 'columns, least',
    show: async ({ page }) => {
      await goTo(page, /^Inbox/)
      await choose(page, { railWidth: 200, feedWidth: 360 })
      await page.getByRole('row').nth(1).click()
    },
    leave: (page) => choose(page, { railWidth: 0, feedWidth: 0 }),
  },
  {
    name: 'compose, preview',
    show: async ({ page }) => {
      await goTo(page, /^Inbox/)
      await page.keyboard.press('n')
      const sheet = page.getByRole('dialog')
      await sheet.getByRole('textbox', { name: 'Write something' }).fill(LETTER)
      const markdown = sheet.getByRole('button', { name: 'Markdown' })
      // The draft keeps that from the time before.
      if ((await markdown.getAttribute('aria-pressed')) !== 'true') await markdown.click()
      await sheet.getByRole('button', { name: 'Preview' }).click()
      await expect(sheet.locator('strong')).toBeVisible()
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'compose, when',
    show: async ({ page }) => {
      await page.keyboard.press('n')
      await page.getByRole('dialog').getByRole('button', { name: /^When/ }).click()
      await expect(page.getByRole('menu')).toBeVisible()
    },
    leave: async (page) => {
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
    },
  },
  {
    name: 'compose, time',
    show: async ({ page }) => {
      await page.keyboard.press('n')
      await page.getByRole('dialog').getByRole('button', { name: /^When/ }).click()
      await page.getByRole('menuitem', { name: 'Pick a time…' }).click()
      await page.keyboard.press('ArrowUp')
    },
    leave: async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: /^When/ }).click()
      await page.getByRole('menuitem', { name: 'Now' }).click()
      await page.keyboard.press('Escape')
    },
  },
  {
    name: 'nothing found',
    show: async ({ page }) => {
      await goTo(page, /^Inbox/)
      await page.keyboard.press('/')
      await page.keyboard.type('submarine')
      await expect(page.getByText(/submarine/).first()).toBeVisible()
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'settings, doctor',
    show: async ({ page }) => {
      await openSettings(page, 'Network')
      await page.getByRole('button', { name: 'Check now' }).click()
      await expect(page.locator('.findings li').first()).toBeVisible()
    },
  },
  {
    name: 'banners',
    show: async ({ page }) => {
      await goTo(page, /^Inbox/)
      await choose(page, { trust: 'open', publicPeers: true })
      await expect(page.locator('.banner')).toHaveCount(2)
    },
    leave: (page) => choose(page, { trust: 'ask', publicPeers: false }),
  },
  {
    name: 'folded',
    show: async ({ page, connect }) => {
      const build = await connect({ id: 'build', name: 'Build Box', kind: 'script' })
      for (let step = 1; step <= 6; step++) {
        await build.notify({
          title: `shop-web #${step}`,
          body: `${step * 60} of 412 tests passed.`,
        })
      }
      await goTo(page, /^Inbox/)
      await expect(page.getByRole('button', { name: /5 more since/ })).toBeVisible()
    },
  },
  {
    name: 'folded, open',
    show: async ({ page }) => {
      await page.getByRole('button', { name: /5 more since/ }).click()
      await expect(page.getByRole('row', { name: /shop-web #1/ })).toBeVisible()
    },
  },
]

async function choose(page: Page, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await page.evaluate(async (input) => {
    const api = Reflect.get(window, 'bellhop') as {
      setSettings: (input: object) => Promise<unknown>
    }
    await api.setSettings(input)
  }, settings)
}

async function openSettings(page: Page, name: string): Promise<void> {
  await goTo(page, /^Settings$/)
  await goTo(page, new RegExp(`^${name}$`))
}

/** In a narrow window its page lies over the list. */
async function openDevice(page: Page, name: RegExp): Promise<void> {
  await goTo(page, name)
  await page.getByRole('button', { name: 'About it' }).click()
}

async function goTo(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).first().click()
}

async function openConnect(page: Page): Promise<void> {
  await goTo(page, /^Connect a device$/)
  await expect(page.getByRole('timer')).toBeVisible()
}

async function leaveConnect(page: Page): Promise<void> {
  await page
    .getByRole('main', { name: 'Connect a device' })
    .getByText(/^(?:Close|Later)$/)
    .click()
}

/** A picture, a text with a long name, and what is too large, on the sheet. */
async function dropFiles(page: Page): Promise<void> {
  const given = await page.evaluateHandle(async () => {
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('There is no canvas.')
    pen.fillStyle = '#8a3324'
    pen.fillRect(0, 0, 300, 150)
    pen.fillStyle = '#f4e9d1'
    pen.arc(150, 75, 50, 0, 7)
    pen.fill()
    const picture = await new Promise<Blob>((resolve) =>
      canvas.toBlob((blob) => resolve(blob ?? new Blob())),
    )
    const transfer = new DataTransfer()
    const long = 'What the kitchen wants for the week, with prices and where they were best.txt'
    transfer.items.add(new File([picture], 'today.png', { type: 'image/png' }))
    transfer.items.add(new File(['beans'], long, { type: 'text/plain' }))
    transfer.items.add(new File(['%PDF-1.7 '], 'receipt.pdf'))
    transfer.items.add(new File([new Uint8Array(26_214_401)], 'holiday.mov'))
    return transfer
  })
  await page.locator('.composer form').dispatchEvent('drop', { dataTransfer: given })
}

async function forwardFirst(page: Page, to: readonly string[]): Promise<void> {
  await page.getByRole('row').nth(1).click()
  const isDone = await page.evaluate(async (to) => {
    const api = Reflect.get(window, 'bellhop') as {
      feed: (query: object) => Promise<{ value: { items: { id: string }[] } }>
      forward: (input: object) => Promise<{ ok: boolean }>
    }
    const { value } = await api.feed({ place: 'inbox', limit: 1 })
    return (await api.forward({ ids: value.items.map(({ id }) => id), to })).ok
  }, to)
  expect(isDone).toBe(true)
}
