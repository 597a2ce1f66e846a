// The figures of the window: start, scrolling, search, a flood of arrivals, memory, size. Each a few lines over the page.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makePast } from '../kit/past.mjs'
import { temporaryFolder } from '../kit/servers.mjs'
import { median, pause } from '../kit/stats.mjs'
import { isMet, tableOf } from '../kit/table.mjs'
import { startWindow } from './app.mjs'
import { Crowd } from './crowd.mjs'
import { measureUploads } from './upload.mjs'

const PAST = 100_000
const FLING_MS = 10_000
const FLOOD_SECONDS = 10
const FLOOD_RATE = 1_000
const KIB = 1_024
/** Words of the past, of which most keys leave out some of the rows that the key before them found. */
const SOUGHT = ['pump', 'wall', 'low', 'check', 'update', 'finished', 'night']
const ASSETS = join('out', 'renderer', 'assets')

/** @typedef {import('../kit/table.mjs').Row} Row */
/** @typedef {import('./app.mjs').Window} Window */

/** @param {string} figure @param {string} unit @param {number} hub @param {number} [most] @returns {Row} */
function row(figure, unit, hub, most) {
  return { figure, unit, hub, floor: NaN, ...(most === undefined ? {} : { most }) }
}

/** Of these scripts, compressed. @param {readonly string[]} names */
function scriptKib(names) {
  const bytes = names.map((name) => gzipSync(readFileSync(join(ASSETS, name))).byteLength)
  return bytes.reduce((sum, one) => sum + one, 0) / KIB
}

/** What stands in the page, and the table of emoji, which comes after the first rows. @param {Window} window */
function startScripts({ firstScripts }) {
  return [...firstScripts, ...everyScript().filter((name) => name.startsWith('datasource'))]
}

/** All scripts there are. */
function everyScript() {
  return readdirSync(ASSETS).filter((name) => name.endsWith('.js'))
}

/** @param {Window} window */
async function measureFling({ page }) {
  return page.evaluate(async (forMs) => {
    const list = /** @type {HTMLElement} */ (document.querySelector('[role="grid"]'))
    /** @type {number[]} */
    const frames = []
    const startMs = performance.now()
    let lastMs = startMs
    let by = 60
    while (performance.now() - startMs < forMs) {
      const nowMs = await new Promise((done) => requestAnimationFrame(done))
      frames.push(nowMs - lastMs)
      lastMs = nowMs
      const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 4
      if (atEnd || (by < 0 && list.scrollTop < 4)) by = -by
      list.scrollTop += by
    }
    const counted = frames.slice(1).sort((one, other) => one - other)
    const worst = counted.at(-1) ?? 0
    const p95 = counted[Math.floor(counted.length * 0.95)] ?? 0
    const mean = counted.reduce((sum, one) => sum + one, 0) / counted.length
    return { worst, p95, perSecond: 1_000 / mean, late: counted.filter((ms) => ms > 33.4).length }
  }, FLING_MS)
}

/**
 * From each keystroke until the rows that it finds stand there, ms, in the order of the keys: of each that finds other rows
 * than stood there.
 * @param {Window} window
 */
async function measureSearch({ page }) {
  /** @type {number[]} */
  const took = []
  for (const word of SOUGHT) {
    await page.keyboard.press('/')
    for (const key of word) {
      await page.evaluate(watchRows)
      await page.keyboard.press(key)
      await pause(400)
      const ms = await page.evaluate(() => Number(Reflect.get(window, 'tookMs')))
      if (ms >= 0) took.push(ms)
    }
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await pause(300)
  }
  return took
}

/** In the page: notes how long after the next input other rows stand there than now. */
function watchRows() {
  const shown = () =>
    [...document.querySelectorAll('[role="row"] .body')].map((row) => row.textContent).join()
  const before = shown()
  Reflect.set(window, 'tookMs', -1)
  const watch = (/** @type {Event} */ { timeStamp }) => {
    const observer = new MutationObserver(() => {
      if (shown() === before) return
      observer.disconnect()
      requestAnimationFrame(() => Reflect.set(window, 'tookMs', performance.now() - timeStamp))
    })
    observer.observe(document.body, { childList: true, subtree: true, characterData: true })
    setTimeout(() => observer.disconnect(), 390)
  }
  document.querySelector('input[type=search]')?.addEventListener('input', watch, { once: true })
}

/** @param {Window} window */
async function measureFlood(window) {
  const { page, url } = window
  const crowd = await Crowd.connect(url, 50)
  await page.evaluate(() => {
    /** @type {{ delays: number[], batches: number[] }} */
    const seen = { delays: [], batches: [] }
    Reflect.set(window, 'flood', seen)
    const bellhop = /** @type {import('../../src/shared/ipc').BellhopApi} */ (
      Reflect.get(window, 'bellhop')
    )
    bellhop.on('arrived', () => void seen.batches.push(performance.now()))
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        requestAnimationFrame(() =>
          setTimeout(() => seen.delays.push(performance.now() - timeStamp)),
        )
      },
      true,
    )
  })
  const flood = crowd.send(FLOOD_RATE, FLOOD_SECONDS)
  for (let round = 0; round < FLOOD_SECONDS * 4; round++) {
    await page.keyboard.press(round % 2 === 0 ? 'j' : 'k')
    await pause(250)
  }
  const sent = await flood
  await pause(1_000)
  const seen = await page.evaluate(() => {
    const all = /** @type {{ delays: number[], batches: number[] }} */ (
      Reflect.get(window, 'flood')
    )
    return all
  })
  const delays = seen.delays.sort((one, other) => one - other)
  return { crowd, sent, worstMs: delays.at(-1) ?? Infinity, mostASecond: busiest(seen.batches) }
}

/** The most within any second. @param {number[]} times */
function busiest(times) {
  let first = 0
  let most = 0
  for (const [at, ms] of times.entries()) {
    while (ms - (times[first] ?? 0) >= 1_000) first++
    most = Math.max(most, at - first + 1)
  }
  return most
}

/** Growth over as many arrivals again, MiB. @param {Window} window @param {Crowd} crowd */
async function measureMemory(window, crowd) {
  const before = await window.heapBytes()
  await crowd.send(FLOOD_RATE, FLOOD_SECONDS)
  await pause(1_500)
  return ((await window.heapBytes()) - before) / KIB / KIB
}

async function main() {
  const folder = temporaryFolder()
  try {
    await makePast(folder.path, PAST)
    const window = await startWindow(folder.path)
    await window.settled()
    const fling = await measureFling(window)
    await window.page.evaluate(() => document.querySelector('[role="grid"]')?.scrollTo({ top: 0 }))
    const search = await measureSearch(window)
    const flood = await measureFlood(window)
    const growth = await measureMemory(window, flood.crowd)
    flood.crowd.close()
    const uploads = await measureUploads(window)
    await window.close()
    /** @type {Row[]} */
    const rows = [
      row('from the window shown to its first rows', 'ms', window.firstRowsMs, 150),
      row('a fling of ten seconds: frames a second', '/s', fling.perSecond),
      row('its slowest frame', 'ms', fling.worst, 33.4),
      row('its frames that were late', '', fling.late),
      row('from the first keystroke in search to its rows', 'ms', search[0] ?? Infinity, 60),
      row(`from ${search.length} keystrokes, median`, 'ms', median(search), 60),
      row('the slowest of these', 'ms', Math.max(...search), 60),
      row(
        `${flood.sent / FLOOD_SECONDS} arrivals a second: the slowest key`,
        'ms',
        flood.worstMs,
        100,
      ),
      row('updates of the list in the busiest second', '', flood.mostASecond, 20),
      row('memory over 10,000 arrivals', 'MiB', growth, 10),
      ...uploads,
      row('scripts that a start loads, compressed', 'KiB', scriptKib(startScripts(window)), 200),
      row('once every screen was opened', 'KiB', scriptKib(everyScript())),
    ]
    console.log(`\n${tableOf(rows)}`)
    return rows.every(isMet) ? 0 : 1
  } finally {
    folder.remove()
  }
}

process.exitCode = await main()
