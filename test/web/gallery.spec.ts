// What the web client looks like, for somebody to look at: test-results/web-gallery.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { idOf, test } from './support/test'

/** A picture that is there anyway, and no picture. */
const FILES = [
  {
    name: 'IMG_20261130_183012_a rather long name.png',
    mimeType: 'image/png',
    buffer: readFileSync(join('resources', 'icon.png')),
  },
  { name: '会议记录.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(480_000) },
]

const NOTES = [
  {
    title: 'Nightly backup, started early',
    body: 'Photos to the off-site disk',
    progress: 0.62,
    icon: 'hard-drive',
  },
  {
    title: '一周家庭报告',
    body: '用电 61.4 千瓦时，比上周少 8 %。用水 2.1 立方米，没有变化。浴室的窗户开了九个小时。',
  },
  { body: 'Which soy sauce? There are two at home already, one dark, one light.' },
  {
    title: 'shop-web #1184 failed on main',
    body: '3 of 412 tests: checkout, invoice, currency',
    priority: 4,
  },
  {
    title: 'Water under the boiler',
    body: 'Probe 2 has been wet for **40 seconds**. The main valve is still open.\n\n- valve: open\n- pump: off',
    format: 'markdown',
    priority: 5,
    tags: ['house', 'droplet'],
    actions: [
      { id: 'close', label: 'Close the valve' },
      { id: 'way', label: 'On my way' },
    ],
  },
]

/** This one brings a picture to stand for it. */
const FACE = 2

async function pictureOf(url: string, sender: Record<string, string>): Promise<string> {
  const headers = { 'content-type': 'image/png', ...sender }
  const body = readFileSync(join('resources', 'icon.png'))
  const answer = await fetch(`${url}v1/attachments`, { method: 'POST', headers, body })
  return ((await answer.json()) as { id: string }).id
}

for (const [locale, colorScheme] of [
  ['en-GB', 'light'],
  ['zh-CN', 'dark'],
] as const) {
  test(`in ${locale}, ${colorScheme}`, async ({ hub, open }) => {
    const { page, trouble } = await open({ locale, colorScheme })
    const shoot = (name: string) =>
      page.screenshot({ path: `test-results/web-gallery/${locale}-${colorScheme}-${name}.png` })
    await page.goto(hub.url)
    await page.locator('form').last().waitFor()
    await shoot('door')
    await page.locator('form').last().getByRole('button').tap()
    await expect(page.locator('[role=status]').first()).not.toBeEmpty()
    await expect(page.locator('form')).toHaveCount(0)
    await shoot('waiting')
    const profile = await page.evaluate(() => localStorage.getItem('bellhop profile') ?? '{}')
    await hub.owner('devices', 'allow', (JSON.parse(profile) as { id: string }).id)
    const id = await idOf(page)
    await expect(page.locator('.p-empty')).toBeVisible()
    await shoot('empty')
    for (const [at, note] of NOTES.entries()) {
      const sender = { 'x-device': `sender-${String(at)}` }
      const icon = at === FACE ? { icon: await pictureOf(hub.url, sender) } : {}
      const body = JSON.stringify({ to: [id], ...icon, ...note })
      const headers = { 'content-type': 'application/json', ...sender }
      await fetch(`${hub.url}v1/notifications`, { method: 'POST', headers, body })
    }
    await expect(page.locator('.row')).toHaveCount(NOTES.length)
    await expect(page.locator('.row').first()).toContainText('wet for 40 seconds. The main')
    await shoot('list')
    await page.locator('.row').first().tap()
    await expect(page.locator('.p-text li')).toHaveCount(2)
    await shoot('one')
    await page.locator('.p-reply input[type=file]').last().setInputFiles(FILES)
    await expect(page.locator('.p-picked img')).toBeVisible()
    await shoot('reply')
    await page.locator('.p-reply button[type=submit]').tap()
    await expect(page.locator('.p-sending .bad')).toBeVisible()
    await shoot('reply-failed')
    await page.locator('.p-sending button').last().tap()
    await page.goBack()
    await page.locator('.p-top button').tap()
    await expect(page.locator('.p-able')).toBeVisible()
    await shoot('info')
    await page.goBack()
    await page.locator('.p-reply button').first().tap()
    await page.locator('.p-title').fill('晚饭七点半，记得带酱油')
    await hub.stop()
    await expect(page.locator('.p-off')).toBeVisible()
    await shoot('write-away')
    await page.locator('input[type=file]').last().setInputFiles(FILES)
    await expect(page.locator('.p-picked img')).toBeVisible()
    await shoot('write-files')
    await page.locator('button[type=submit]').tap()
    await expect(page.locator('.p-sending')).toBeVisible()
    await shoot('away')
    await hub.start()
    await hub.owner('devices', 'revoke', id)
    await expect(page.locator('.p-note-box')).toBeVisible({ timeout: 30_000 })
    await shoot('revoked')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(`${hub.url}#wall`)
    await expect(page.locator('.wall article').first()).toBeVisible()
    await shoot('wall')
    expect(trouble).toEqual([])
  })
}
