// Draws the icons out of resources/*.svg: `npx electron scripts/draw-icons.mjs` writes icon.png there
// and src/main/desktop/icon-data.ts for the app. Run it after an SVG was changed, and commit both.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'

const FOLDER = join(import.meta.dirname, '..', 'resources')
/** The one accent: stands out on a light panel as well as on a dark one. */
const BRASS = '#B8872B'
const BLACK = '#000'

app
  .whenReady()
  .then(draw)
  .then(
    () => app.exit(0),
    (/** @type {unknown} */ error) => {
      console.error(error)
      app.exit(1)
    },
  )

async function draw() {
  const window = new BrowserWindow({ show: false, webPreferences: { offscreen: true } })
  await window.loadURL('data:text/html,<title>icons</title>')
  /** @param {string} name */
  const svg = async (name) => readFile(join(FOLDER, `${name}.svg`), 'utf8')
  /** @type {(text: string, size: number) => Promise<string>} */
  const png = (text, size) =>
    /** @type {Promise<string>} */ (window.webContents.executeJavaScript(rasterise(text, size)))
  /** @type {(name: string, colour: string) => Promise<{ once: string, twice: string }>} */
  const tray = async (name, colour) => {
    const text = (await svg(name)).replace('fill="#000"', `fill="${colour}"`)
    return { once: await png(text, 16), twice: await png(text, 32) }
  }
  /** @type {(colour: string) => Promise<Record<string, object>>} */
  const set = async (colour) => ({
    normal: await tray('tray-normal', colour),
    unread: await tray('tray-unread', colour),
    paused: await tray('tray-paused', colour),
  })
  const trays = { brass: await set(BRASS), template: await set(BLACK) }
  const bell = await png(await svg('icon'), 64)
  await writeFile(join(FOLDER, '../src/main/desktop/icon-data.ts'), moduleOf(bell, trays))
  const large = await png(await svg('icon'), 256)
  await writeFile(join(FOLDER, 'icon.png'), Buffer.from(large.replace(/^.*,/, ''), 'base64'))
}

/**
 * A script that draws this SVG in so many pixels and answers it as a data URL.
 * @param {string} svg
 * @param {number} size
 */
function rasterise(svg, size) {
  return `(async () => {
    const image = new Image(${size}, ${size})
    image.src = 'data:image/svg+xml;base64,' + ${JSON.stringify(Buffer.from(svg).toString('base64'))}
    await image.decode()
    const canvas = new OffscreenCanvas(${size}, ${size})
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size})
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    return 'data:image/png;base64,' + btoa(String.fromCharCode(...bytes))
  })()`
}

/**
 * @param {string} bell
 * @param {object} trays
 */
function moduleOf(bell, trays) {
  return [
    '// The icons as data, so that none has to be found on disk. Made by scripts/draw-icons.mjs; not edited.',
    '',
    '/** The bell, 64 px. */',
    `export const APP_ICON =\n  '${bell}'`,
    '',
    "/** The tray's icons, 16 px and twice that: in brass, and black as macOS wants a template. */",
    `export const TRAY_ICONS = ${JSON.stringify(trays, null, 2)} as const`,
    '',
  ].join('\n')
}
