// Connect a device, with real clients: by the digits and by the picture that the window shows, and taken back there.

import type { Locator, Page } from '@playwright/test'
import decodeQR from 'qr/decode.js'
import type { Frame } from './support/clients'
import { expect, passFirstRun, test } from './support/test'

test('a program is paired by the six digits, named at once, and cut off within a second by Undo', async ({
  page,
  connect,
}) => {
  const code = await digitsOf(page)
  const phone = await connect({ id: 'ada', name: 'Ada’s Phone', kind: 'phone', pair: code })
  const welcome = phone.of('welcome').at(-1)
  expect(welcome).toMatchObject({ you: { id: 'ada', trust: 'trusted', by: 'token' } })
  await expect(page.getByText('Ada’s Phone is connected', { exact: true })).toBeVisible({
    timeout: 1_000,
  })
  const cutOff = phone.closed()
  await page.getByRole('button', { name: 'Undo' }).click()
  const undoneAt = performance.now()
  expect(await cutOff).toBe(1008)
  expect(performance.now() - undoneAt).toBeLessThan(1_000)
  await expect(page.getByText('Ada’s Phone is cut off')).toBeVisible()
  const again = await connect()
  again.send({ type: 'hello', id: 'ada', token: String((welcome as Frame)['token']) })
  expect(await again.until(({ type }) => type === 'error')).toMatchObject({ code: 'unauthorized' })
})

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in ${theme}`, () => {
    test.use({ settings: { theme } })

    test('what a camera reads off the window pairs a device', async ({ page, open, connect }) => {
      const picture = page.getByRole('img', { name: /^QR code/ })
      await expect(picture).toBeVisible()
      const { hash } = new URL(await readOff(picture, await open('data:text/html,<canvas>')))
      const secret = new URLSearchParams(hash.slice(1)).get('pair') ?? ''
      const tab = await connect({ id: 'tab', name: 'Tab', pair: secret })
      expect(tab.of('welcome').at(-1)).toMatchObject({ you: { trust: 'trusted', by: 'token' } })
      await expect(page.getByText('Tab is connected', { exact: true })).toBeVisible()
    })
  })
}

test('the code is worth nothing once the page is left, and a new one is shown by a click', async ({
  page,
  connect,
}) => {
  const first = await digitsOf(page)
  await passFirstRun(page, await connect({ id: 'pi', name: 'Kitchen Pi' }))
  const late = await connect()
  late.send({ type: 'hello', id: 'late', pair: first })
  expect(await late.until(({ type }) => type === 'error')).toMatchObject({ code: 'pairing_closed' })
  await page.getByRole('navigation').getByRole('button', { name: 'Connect a device' }).click()
  const second = await digitsOf(page)
  await page.getByRole('button', { name: 'New code' }).click()
  await expect.poll(() => digitsOf(page)).not.toBe(second)
  const phone = await connect({ id: 'phone', name: 'Phone', pair: await digitsOf(page) })
  expect(phone.of('welcome').at(-1)).toMatchObject({ you: { by: 'token' } })
})

test('a paired device is named, limited and revoked on its page, and the log says so', async ({
  page,
  connect,
}) => {
  const phone = await connect({
    id: 'ada',
    name: 'Phone',
    kind: 'phone',
    pair: await digitsOf(page),
  })
  await phone.notify({ title: 'Here I am' })
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^online Phone/ })
    .click()
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada’s Phone')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('switch', { name: /^Send notifications/ }).click()
  await expect(page.getByRole('switch', { name: /^Send notifications/ })).not.toBeChecked()
  await expect(phone.notify({ title: 'Again' })).rejects.toThrow('not_trusted')
  const cutOff = phone.closed()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  const revokedAt = performance.now()
  expect(await cutOff).toBe(1008)
  expect(performance.now() - revokedAt).toBeLessThan(1_000)
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('navigation').getByRole('button', { name: 'Trust' }).click()
  await page.getByRole('button', { name: 'Open the log' }).click()
  await expect(page.locator('.log bdi')).toHaveText([
    'The token of Ada’s Phone (ada) was taken away',
    'Ada’s Phone (ada) may: receive, targets, attach',
    'Phone (ada) is called “Ada’s Phone”',
    'Phone (ada) was paired by a code, from 127.0.0.1',
  ])
})

async function digitsOf(page: Page): Promise<string> {
  const digits = page.locator('.code6 .digits')
  await expect(digits).toHaveText(/^\d{6}$/)
  return (await digits.textContent()) ?? ''
}

/** What a picture says to whoever photographs it; another page turns it into points. */
async function readOff(picture: Locator, canvas: Page): Promise<string> {
  const shot = await picture.screenshot({ scale: 'css' })
  const { width, height, data } = await canvas.evaluate(async (base64) => {
    const image = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]),
    )
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d')
    if (!pen) throw new Error('There is no canvas.')
    pen.drawImage(image, 0, 0)
    const { width, height, data } = pen.getImageData(0, 0, image.width, image.height)
    return { width, height, data: [...data] }
  }, shot.toString('base64'))
  return decodeQR({ width, height, data: Uint8Array.from(data) })
}
