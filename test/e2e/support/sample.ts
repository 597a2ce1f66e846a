// A hub as a household has it: devices, what they sent, somebody who asks. For the views that are measured
// and pictured.

import type { Page } from '@playwright/test'
import type { Device, Frame } from './clients'
import { askingClient, fileOf, twoLineClient } from './pages'
import { expect, rowOf } from './test'

export type Surroundings = Readonly<{
  page: Page
  connect: (hello?: Frame, headers?: Readonly<Record<string, string>>) => Promise<Device>
  open: (url: string) => Promise<Page>
  profile: string
  port: number
}>

const DEVICES = [
  { id: 'kitchen-pi', name: 'Kitchen Pi', kind: 'server' },
  { id: 'nas', name: 'NAS', kind: 'server' },
  { id: 'porch', name: 'ESP32 Porch', kind: 'sensor' },
  { id: 'phone', name: 'Ada’s Phone', kind: 'phone' },
  { id: 'studio-mac', name: 'Studio Mac', kind: 'desktop' },
  { id: 'tv', name: 'Living-room TV', kind: 'other' },
] as const

const REPORT = `All **412 checks** passed.

| step | time |
| --- | --- |
| build | 0:48 |
| unit | 0:09 |
| end to end | 2:31 |

- nothing was skipped
- the *slowest* test took 4.2 s

The log stands at <https://nas.local/builds/412>.`

/** Fills the hub; the newest row, a report of the Studio Mac, is open in the end. */
export async function fillWindow(around: Surroundings): Promise<void> {
  const { page, connect } = around
  const devices = new Map<string, Device>()
  for (const hello of DEVICES) devices.set(hello.id, await connect(hello))
  const from = (id: (typeof DEVICES)[number]['id']): Device => {
    const device = devices.get(id)
    if (!device) throw new Error(`There is no ${id}.`)
    return device
  }
  const send = async (device: Device, content: Frame): Promise<void> => {
    await device.notify(content)
  }
  await send(from('nas'), {
    ...{ title: 'Backup done', body: '12 GB in 4 min', tags: ['backup'] },
    icon: 'hard-drive',
  })
  await send(from('tv'), {
    title: 'Bins tomorrow',
    body: 'Grey and blue, before seven.',
    to: ['hub', 'phone'],
    at: new Date(Date.now() + 14 * 3_600_000).toISOString(),
  })
  from('phone').send({ type: 'subscribe', topics: ['family', 'doors'] })
  from('tv').send({ type: 'subscribe', topics: ['family'] })
  await send(from('porch'), { body: '3.1 °C, humidity 84 %', priority: 2 })
  const icon = await portraitFor(around, 'phone')
  await send(from('phone'), { title: 'On my way', body: 'Home at half past six. Bread?', icon })
  await send(from('kitchen-pi'), { title: 'The kettle boils', to: ['tv', 'phone', 'hub'] })
  await send(from('nas'), { title: 'Copying photos', body: '2,104 of 5,260', progress: 0.4 })
  await sendPicture(around, from('porch'))
  await send(from('kitchen-pi'), {
    title: 'Smoke in the kitchen',
    icon: 'flame',
    body: 'The detector over the stove rang at 17:42.',
    priority: 5,
    tags: ['alarm'],
    to: ['*'],
  })
  const guest = await fileOf(around.profile, twoLineClient(around.port, 'hello from a page'))
  const tab = await around.open(guest)
  await expect(rowOf(page, 'hello from a page')).toBeVisible()
  await tab.close()
  await send(from('phone'), {
    title: 'Film at eight?',
    body: '**Stalker**, 1979.',
    format: 'markdown',
    priority: 4,
  })
  await send(from('studio-mac'), {
    title: 'Build 412 is green',
    body: REPORT,
    format: 'markdown',
    click: 'https://nas.local/builds/412',
    tags: ['build', 'white_check_mark'],
    to: ['hub', 'phone'],
  })
  await around.open(await fileOf(around.profile, askingClient(around.port, 'tablet')))
  await expect(page.getByRole('navigation').getByRole('button', { name: /Requests/ })).toBeVisible()
  await from('tv').close()
  await rowOf(page, 'Build 412 is green').click()
  await expect(page.getByRole('heading', { name: 'Build 412 is green', level: 1 })).toBeVisible()
}

/** A picture that stands in a sender's place; answers its ID. */
async function portraitFor({ page, port }: Surroundings, device: string): Promise<string> {
  const text = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 96
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('There is no canvas.')
    for (const [colour, y, radius] of [
      ['#3f6f8f', 48, 96],
      ['#f2d6b3', 42, 20],
      ['#7a3b2e', 100, 36],
    ] as const) {
      pen.fillStyle = colour
      pen.beginPath()
      pen.arc(48, y, radius, 0, 7)
      pen.fill()
    }
    return canvas.toDataURL('image/png').replace(/^.*,/, '')
  })
  const answer = await fetch(`http://localhost:${port}/v1/attachments`, {
    method: 'POST',
    headers: { 'x-device': device },
    body: Buffer.from(text, 'base64'),
  })
  return ((await answer.json()) as { id: string }).id
}

/** A picture as a sensor sends one: bytes in a binary frame, and nothing else. */
async function sendPicture({ open, page }: Surroundings, porch: Device): Promise<void> {
  const canvas = await open('data:text/html,<canvas width=640 height=320></canvas>')
  const bytes = await canvas.evaluate(() => {
    const canvas = document.querySelector('canvas')
    const pen = canvas?.getContext('2d')
    if (!canvas || !pen) throw new Error('There is no canvas.')
    pen.fillStyle = '#f4efe4'
    pen.fillRect(0, 0, 640, 320)
    pen.strokeStyle = '#d9d0bd'
    for (let y = 40; y < 320; y += 60) pen.strokeRect(40, y, 560, 0)
    pen.strokeStyle = '#641f28'
    pen.lineWidth = 4
    pen.beginPath()
    for (let x = 0; x <= 560; x += 4) {
      pen.lineTo(40 + x, 170 - 90 * Math.sin(x / 90) - 20 * Math.sin(x / 23))
    }
    pen.stroke()
    return canvas.toDataURL('image/png').replace(/^.*,/, '')
  })
  porch.sendBytes(Buffer.from(bytes, 'base64'))
  await porch.until(({ type, count }) => type === 'accepted' && count === 1)
  await expect(page.locator('img.thumb')).toBeVisible()
}

export type View = Readonly<{
  name: string
  show: (page: Page) => Promise<void>
  /** It is shown anew in a window of another size. */
  isGoneWithResize?: true
}>

/** How each view is reached in the wide window. */
export const VIEWS: readonly View[] = [
  { name: 'feed', show: (page) => goTo(page, /^Inbox/) },
  {
    name: 'detail',
    show: async (page) => {
      await goTo(page, /^Inbox/)
      await rowOf(page, 'Build 412 is green').click()
      await expect(page.getByRole('region', { name: 'Forward' })).toBeVisible()
    },
  },
  { name: 'everything', show: (page) => goTo(page, /^Everything/) },
  { name: 'sent', show: (page) => goTo(page, /^Sent/) },
  { name: 'scheduled', show: (page) => goTo(page, /^Scheduled/) },
  {
    name: 'selection',
    show: async (page) => {
      await goTo(page, /^Inbox/)
      await expect(rowOf(page, 'Build 412 is green')).toBeVisible()
      await page.keyboard.press('j')
      await page.keyboard.press('Shift+J')
      await page.keyboard.press('Shift+J')
      await expect(page.getByRole('toolbar')).toBeVisible()
    },
  },
  {
    name: 'row menu',
    isGoneWithResize: true,
    show: async (page) => {
      if (await page.getByRole('menu').isVisible()) return
      await rowOf(page, 'On my way').click({ button: 'right' })
      await expect(page.getByRole('menu')).toBeVisible()
    },
  },
  {
    name: 'forward many',
    show: async (page) => {
      await goTo(page, /^Inbox/)
      await page.keyboard.press('j')
      await page.keyboard.press('Shift+J')
      await page.keyboard.press('f')
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'compose',
    show: async (page) => {
      await goTo(page, /^Inbox/)
      await page.keyboard.press('n')
      const sheet = page.getByRole('dialog')
      await sheet.getByRole('combobox').pressSequentially('kitch')
      await page.keyboard.press('Enter')
      await sheet.getByRole('combobox').pressSequentially('a')
      await expect(sheet.getByRole('listbox')).toBeVisible()
    },
  },
  { name: 'requests', show: (page) => goTo(page, /^Requests/) },
  { name: 'device', show: (page) => goTo(page, /Kitchen Pi/) },
  {
    name: 'connect',
    show: async (page) => {
      await page.getByRole('button', { name: 'Connect a device' }).click()
      await expect(page.getByRole('heading', { name: 'Connect a device' })).toBeVisible()
    },
  },
  {
    name: 'palette',
    show: async (page) => {
      await goTo(page, /^Inbox/)
      await expect(rowOf(page, 'Build 412 is green')).toBeVisible()
      await page.keyboard.press('j')
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
    },
  },
  {
    name: 'palette, found',
    show: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').pressSequentially('ki')
      await expect(page.getByRole('option', { name: 'online Kitchen Pi' })).toBeVisible()
    },
  },
  {
    name: 'keys',
    show: async (page) => {
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
]

async function goTo(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).first().click()
}

/** How often Esc is pressed to leave a view that lies over the feed; the list in Compose takes one for itself. */
const ESCAPES: Readonly<Record<string, number>> = {
  connect: 1,
  selection: 1,
  'row menu': 1,
  'forward many': 1,
  compose: 2,
  palette: 1,
  'palette, found': 1,
}

/** Back to the feed. */
export async function leaveView(page: Page, name: string): Promise<void> {
  for (let n = ESCAPES[name] ?? 0; n > 0; n--) await page.keyboard.press('Escape')
}
