// Pictures of the real window: a gallery to look at, in test-results/gallery, and with BELLHOP_PICTURES=1 the
// ones that the documents show.

import { copyFile, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { misfits } from './support/fit'
import { HARD_VIEWS, sendHard } from './support/hard'
import { freePort } from './support/program'
import { fillWindow, leaveView, VIEWS } from './support/sample'
import { SCREENS } from './support/screens'
import { expect, test, type Running } from './support/test'

const GALLERY = join('test-results', 'gallery')
/** Text that does not fit, by picture. */
const MISFITS: string[] = []
const SIZES = [
  { width: 1280, height: 800 },
  { width: 820, height: 700 },
] as const
const [WIDE] = SIZES
/** Views that the gallery has; the wide light and dark ones of some are in the documents. */
const SHOWN = [
  'feed',
  'detail',
  'requests',
  'connect',
  'device',
  'scheduled',
  'selection',
  'row menu',
  'forward many',
  'compose',
  'palette',
  'palette, found',
  'keys',
]
const IN_DOCUMENTS: Readonly<Record<string, string>> = {
  'detail light en': 'window-light',
  'detail dark en': 'window-dark',
  'connect light en': 'connect',
}

test.use({
  settings: { name: 'Studio' },
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern
  port: async ({}, use) => use(await freePort(9999)),
})
test.setTimeout(180_000)

test.afterEach(() => expect(MISFITS.splice(0)).toEqual([]))

test('the gallery', async ({ app, page, connect, open, profile, port }) => {
  await app.resize(WIDE)
  await picture(page, 'first light en 1280')
  await fillWindow({ page, connect, open, profile, port })
  for (const view of VIEWS.filter(({ name }) => SHOWN.includes(name))) {
    await app.resize(WIDE)
    await change(page, { language: 'en' })
    await view.show(page)
    await pictures(app, view.name, view.isGoneWithResize && view.show)
    await leaveView(page, view.name)
  }
  await keepForDocuments()
})

test('the gallery of screens', async ({ app, page, connect, open, profile, port }) => {
  await app.resize(WIDE)
  const around = { page, connect, open, profile, port }
  await fillWindow(around)
  for (const { name, show, leave } of SCREENS) {
    await show(around)
    await pictures(app, name)
    await leave?.(page)
  }
})

test('the gallery of hard content', async ({ app, page, connect, open, profile, port }) => {
  await app.resize(WIDE)
  await fillWindow({ page, connect, open, profile, port })
  await sendHard(connect)
  for (const { name, show } of HARD_VIEWS) {
    await show(page)
    await pictures(app, name)
  }
})

/** In both languages, themes and sizes; left in English, light and wide. */
async function pictures(
  app: Running,
  name: string,
  again?: (page: Page) => Promise<void>,
): Promise<void> {
  for (const language of ['en', 'zh-CN']) {
    for (const theme of ['light', 'dark']) {
      await change(app.page, { language, theme })
      for (const size of SIZES) {
        await app.resize(size)
        await again?.(app.page)
        await picture(app.page, `${name} ${theme} ${language} ${size.width}`)
      }
    }
  }
  await app.resize(WIDE)
  await change(app.page, { language: 'en', theme: 'light' })
}

/** Changes settings as the window does, and waits until it shows them. */
async function change(page: Page, settings: Record<string, string>): Promise<void> {
  await page.evaluate(async (input) => {
    const api = Reflect.get(window, 'bellhop') as {
      setSettings: (input: object) => Promise<{ ok: boolean }>
    }
    if (!(await api.setSettings(input)).ok) throw new Error('The settings were refused.')
  }, settings)
  const { language, theme } = settings
  if (language !== undefined) await expect(page.locator('html')).toHaveAttribute('lang', language)
  if (theme !== undefined) await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
}

async function picture(page: Page, name: string): Promise<void> {
  const path = join(GALLERY, `${name.replace(/[ ,]+/g, '-')}.png`)
  await mkdir(dirname(path), { recursive: true })
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
  )
  await page.screenshot({ path })
  for (const misfit of await misfits(page)) MISFITS.push(`${name}: ${misfit}`)
}

async function keepForDocuments(): Promise<void> {
  const folder = join('docs', 'pictures')
  for (const [name, file] of Object.entries(IN_DOCUMENTS)) {
    const from = join(GALLERY, `${name.replace(/ /g, '-')}-${WIDE.width}.png`)
    expect((await stat(from)).size).toBeLessThan(200 * 1024)
    if (process.env['BELLHOP_PICTURES'] !== '1') continue
    await mkdir(folder, { recursive: true })
    await copyFile(from, join(folder, `${file}.png`))
  }
}
