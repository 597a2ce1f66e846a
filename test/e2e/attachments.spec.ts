// Files that the person sends out of the real window: picked, dropped, pasted; what they become at a real device.

import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Device } from './support/clients'
import { SystemDialog } from './support/system-dialog'
import { expect, passFirstRun, rowOf, test, type Running } from './support/test'

const MIB = 1_048_576
type Brought = { id: string; name: string; mime: string; size: number }

test('files that are picked, dropped and pasted reach a device whole, and go along with a forward', async ({
  app,
  page,
  connect,
  profile,
  url,
}) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  const tv = await connect({ id: 'tv', name: 'TV' })
  await passFirstRun(page, pi)
  const plan = Buffer.alloc(6 * MIB + 11, 7)
  await writeFile(join(profile, 'plan.bin'), plan)
  await answerPick(app, [join(profile, 'plan.bin')])
  const sheet = await compose(page)
  await sheet.getByRole('textbox', { name: 'Title' }).fill('All three')
  await sheet.getByRole('button', { name: 'Attach files' }).click()
  await expect(sheet.getByRole('listitem').filter({ hasText: 'plan.bin' })).toContainText('6.3 MB')
  await drop(page, 'notes.txt', 'dropped here')
  await expect(sheet.getByRole('listitem').filter({ hasText: 'notes.txt' })).toContainText(
    '12 bytes',
  )
  await copyPicture(page)
  await sheet.getByRole('textbox', { name: 'Write something' }).focus()
  await page.keyboard.press('Control+V')
  await expect(sheet.getByRole('listitem')).toHaveCount(3)
  await expect(sheet.locator('img.thumb')).toBeVisible()
  await sheet.getByRole('button', { name: /Send/ }).click()
  const event = await pi.until(({ title }) => title === 'All three')
  const files = event['attachments'] as Brought[]
  expect(files.map(({ name }) => name).slice(0, 2)).toEqual(['plan.bin', 'notes.txt'])
  expect(files[2]?.name).toMatch(/^\d{8}-\d{6}\.png$/)
  expect(files[2]?.mime).toBe('image/png')
  expect((await bytesOf(url, files[0])).equals(plan)).toBe(true)
  expect((await bytesOf(url, files[1])).toString()).toBe('dropped here')

  await page.getByRole('navigation').getByRole('button', { name: 'Sent' }).click()
  await rowOf(page, 'All three').click()
  await expect(page.locator('figure.pic img')).toBeVisible()
  const box = page.getByRole('region', { name: 'Forward' })
  await expect(box.getByText('3 files go along')).toBeVisible()
  await box.getByRole('checkbox', { name: 'TV' }).check()
  await box.getByRole('button', { name: 'Forward to 1' }).click()
  const forward = await brought(tv, 'All three')
  expect(forward.map(({ id }) => id)).toEqual(files.map(({ id }) => id))
})

test('the system’s own dialog of files is asked, left with nothing, and answered', async ({
  page,
  connect,
  profile,
}) => {
  await passFirstRun(page, await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' }))
  const path = join(profile, 'chosen.txt')
  await writeFile(path, 'chosen by keys')
  const sheet = await compose(page)
  const button = sheet.getByRole('button', { name: 'Attach files' })
  await button.click()
  const left = await SystemDialog.titled('Attach files')
  await left.leave()
  await expect(sheet.getByRole('listitem')).toHaveCount(0)
  await expect(sheet.getByRole('alert')).toHaveCount(0)
  await button.click()
  await (await SystemDialog.titled('Attach files')).enter(path)
  await expect(sheet.getByRole('listitem')).toHaveText(/chosen\.txt\s*14 bytes/)
  await sheet.getByRole('button', { name: /Send/ }).click()
  await expect(page.getByRole('status').getByText('Sent')).toBeVisible()
})

test('what is too large is named and left out; the draft keeps the rest over a restart', async ({
  start,
  connect,
  profile,
}) => {
  const first = await start()
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await passFirstRun(first.page, pi)
  const film = await open(join(profile, 'film.mov'), 'w')
  await film.truncate(25 * MIB + 1)
  await film.close()
  await writeFile(join(profile, 'small.txt'), 'small')
  await answerPick(first, [join(profile, 'film.mov'), join(profile, 'small.txt')])
  const sheet = await compose(first.page)
  await sheet.getByRole('button', { name: 'Attach files' }).click()
  await expect(sheet.getByRole('alert')).toHaveText(
    '“film.mov” is too large: a file may have at most 25 MiB.',
  )
  await expect(sheet.getByRole('listitem')).toHaveText(/small\.txt\s*5 bytes/)
  await sheet.getByRole('textbox', { name: 'Title' }).fill('Half a title')
  await first.close()

  const second = await start()
  await second.page.getByRole('button', { name: 'New notification' }).click()
  const again = second.page.getByRole('dialog', { name: 'New notification' })
  await expect(again.getByRole('textbox', { name: 'Title' })).toHaveValue('Half a title')
  await expect(again.getByRole('listitem')).toHaveText(/small\.txt/)
  await again.getByRole('button', { name: /Send/ }).click()
  const next = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await next.until(({ attachments }) => (attachments as Brought[] | undefined)?.length === 1)
})

test('a page that forges paths or tokens gets no file', async ({ page, connect }) => {
  await passFirstRun(page, await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' }))
  const answers = await page.evaluate(async () => {
    type Ask = (input: unknown) => Promise<{ ok: boolean; code?: string }>
    const api = Reflect.get(window, 'bellhop') as Record<string, Ask>
    const asked = [
      api['attachPicked']?.({ token: '/etc/passwd' }),
      api['attachPicked']?.({ token: 'file-1', path: '/etc/passwd' }),
      api['addPiece']?.({ token: 'file-1', bytes: new Uint8Array(1_048_577) }),
      api['addPiece']?.({ token: 'file-1', bytes: '/etc/passwd' }),
      api['beginFile']?.({ name: 'a', mime: '', size: 26_214_401 }),
    ]
    const codes: (string | undefined)[] = []
    for (const answer of asked) codes.push((await answer)?.code)
    return codes
  })
  expect(answers).toEqual(['unknown_id', 'unknown_id', 'bad_field', 'bad_field', 'bad_field'])
})

async function compose(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New notification' }).click()
  const sheet = page.getByRole('dialog', { name: 'New notification' })
  await expect(sheet.getByRole('combobox', { name: 'To' })).toBeFocused()
  await page.keyboard.type('kitch')
  await page.keyboard.press('Enter')
  return sheet
}

/** The system asks which; a person would choose these. */
async function answerPick(app: Running, filePaths: string[]): Promise<void> {
  await app.electron.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: paths })
  }, filePaths)
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  const given = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text], name, { type: 'text/plain' }))
      return transfer
    },
    [name, text] as const,
  )
  await page.locator('.composer form').dispatchEvent('drop', { dataTransfer: given })
}

/** Puts a picture on the clipboard, as a program does that takes one of the screen. */
async function copyPicture(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('There is no canvas.')
    pen.fillStyle = '#b8872b'
    pen.fillRect(0, 0, 200, 120)
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
    if (!picture) throw new Error('It could not be drawn.')
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
  })
}

async function brought(device: Device, title: string): Promise<Brought[]> {
  const event = await device.until((frame) => frame.title === title)
  return event['attachments'] as Brought[]
}

async function bytesOf(url: string, file: Brought | undefined): Promise<Buffer> {
  const answer = await fetch(`${url}/v1/attachments/${file?.id ?? ''}`, {
    headers: { 'x-device': 'kitchen-pi' },
  })
  return Buffer.from(await answer.arrayBuffer())
}
