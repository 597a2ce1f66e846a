// The built app over a data folder, as the figures of the window need it: when it was shown, its page, its heap.

import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { _electron } from '@playwright/test'
import { cpuSeconds } from '../kit/proc.mjs'
import { pause } from '../kit/stats.mjs'

/** Chromium's sandbox does not start as root. */
const SWITCHES = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const QUIET_MS = 1_000
const QUIET_SECONDS = 0.1
const PATIENCE = 60

/**
 * @typedef {object} Window
 * @property {import('@playwright/test').Page} page
 * @property {string} url where devices connect
 * @property {number} pid of the main process, which is the hub as well
 * @property {number} firstRowsMs from the window being shown until its first rows stood there
 * @property {string[]} firstScripts the names of those that had been loaded by then
 * @property {() => Promise<number>} heapBytes after a collection
 * @property {() => Promise<void>} settled when nothing is left to do behind the scenes
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} dataDir
 * @returns {Promise<Window>}
 */
export async function startWindow(dataDir) {
  const port = await freePort()
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ language: 'en', theme: 'light' }))
  const env = { ...process.env, BELLHOP_DATA: dataDir, BELLHOP_PORT: String(port) }
  const electron = await _electron.launch({ args: [...SWITCHES, '.'], env })
  await electron.evaluate(({ app, BrowserWindow }) => {
    const watch = (/** @type {Electron.BrowserWindow} */ window) => {
      if (window.isVisible()) Reflect.set(globalThis, 'shownAt', Date.now())
      window.once('show', () => Reflect.set(globalThis, 'shownAt', Date.now()))
    }
    BrowserWindow.getAllWindows().forEach(watch)
    app.on('browser-window-created', (_event, window) => watch(window))
  })
  const page = await electron.firstWindow()
  const { rowsAt, scripts } = await page.evaluate(async () => {
    const isThere = () => document.querySelector('[role="row"][aria-rowindex]') !== null
    while (!isThere()) await new Promise((done) => requestAnimationFrame(done))
    const rowsAt = Date.now()
    const named = document.querySelectorAll('script[src], link[rel="modulepreload"]')
    const scripts = [...named].map(
      (one) => one.getAttribute('src') ?? one.getAttribute('href') ?? '',
    )
    return { rowsAt, scripts }
  })
  const shownAt = await electron.evaluate(() => Number(Reflect.get(globalThis, 'shownAt')))
  const session = await page.context().newCDPSession(page)
  const pid = electron.process().pid ?? 0
  return {
    page,
    url: `ws://127.0.0.1:${port}`,
    pid,
    firstRowsMs: Math.max(0, rowsAt - shownAt),
    firstScripts: [...new Set(scripts.map((name) => basename(name)))],
    heapBytes: async () => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize
    },
    settled: async () => {
      for (
        let round = 0, before = -1, now = 0;
        now - before > QUIET_SECONDS && round < PATIENCE;
        round++
      ) {
        before = cpuSeconds(pid)
        await pause(QUIET_MS)
        now = cpuSeconds(pid)
      }
    },
    close: () => electron.close(),
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}
