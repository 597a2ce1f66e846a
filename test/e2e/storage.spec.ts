// Storage in the real window: the history as a file, what came before a day, a backup, and one that fails.

import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, passFirstRun, test, type Running } from './support/test'

test('an export writes the file that the person named', async ({ app, page, connect, profile }) => {
  const pi = await connect({ id: 'pi', name: 'Kitchen Pi' })
  await passFirstRun(page, pi)
  for (let n = 2; n <= 120; n++) await pi.notify({ title: `Number ${n}` })
  const path = join(profile, 'mine.jsonl')
  await answerDialog(app, path)
  await openSettings(page, 'Storage')
  await page.getByRole('button', { name: 'Export…' }).click()
  await expect(page.getByText('120 notifications stand in mine.jsonl.')).toBeVisible()
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const titles = lines.map((line) => (JSON.parse(line) as { title: string }).title)
  expect(titles).toHaveLength(120)
  expect(titles.slice(0, 2)).toEqual(['The very first', 'Number 2'])
  expect(titles.at(-1)).toBe('Number 120')
})

test('what came before a day is counted, and erased after a question', async ({
  page,
  connect,
}) => {
  await passFirstRun(page, await connect({ id: 'pi', name: 'Kitchen Pi' }))
  await openSettings(page, 'Storage')
  const day = page.getByRole('group', { name: 'Before a day' })
  await day.getByRole('spinbutton', { name: 'Month' }).click()
  await page.keyboard.type('01022001')
  await expect(day).toHaveText('01/02/2001')
  // As everywhere: copied out of the one, changed, and pasted back over it.
  await page.keyboard.press('ControlOrMeta+c')
  await day.getByRole('spinbutton', { name: 'Year' }).click()
  await page.keyboard.press('ArrowUp')
  await expect(day).toHaveText('01/02/2002')
  await page.keyboard.press('ControlOrMeta+v')
  await expect(day).toHaveText('01/02/2001')
  await page.getByRole('button', { name: 'Erase older ones…' }).click()
  await expect(page.getByText('Nothing came before that day.')).toBeVisible()
  await page.getByRole('button', { name: 'Erase everything…' }).click()
  await expect(page.getByRole('heading', { name: 'Erase the one notification?' })).toBeVisible()
  await page.getByRole('button', { name: 'Erase', exact: true }).click()
  await expect(page.getByText(/^0 notifications · /)).toBeVisible()
})

test('a backup that fails is told once, and one that is made ends it', async ({
  page,
  connect,
  profile,
}) => {
  await passFirstRun(page, await connect({ id: 'pi', name: 'Kitchen Pi' }))
  await openSettings(page, 'Storage')
  // Something that cannot be written to stands where the copy is made.
  const inTheWay = join(profile, 'backups', 'unfinished.db', 'x')
  await mkdir(inTheWay, { recursive: true })
  await page.getByRole('button', { name: 'Back up now' }).click()
  const banner = page.getByRole('alert').filter({ hasText: 'The last backup could not be made' })
  await expect(banner).toBeVisible()
  await banner.getByRole('button', { name: 'I know' }).click()
  await expect(banner).toHaveCount(0)
  await rm(join(profile, 'backups', 'unfinished.db'), { recursive: true })
  await page.getByRole('button', { name: 'Back up now' }).click()
  await expect(page.getByText(/Last made Today/)).toBeVisible()
})

async function openSettings(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('navigation').getByRole('button', { name, exact: true }).click()
}

/** The system asks where to; a person would type this. */
async function answerDialog(app: Running, filePath: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, filePath)
}
