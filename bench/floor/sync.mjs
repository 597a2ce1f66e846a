// The floor of all that syncs: a thread that writes a page of a bare file and syncs it, every so many ms, and tells
// how long each took.

import { fdatasyncSync, openSync, writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

const EVERY_MS = 20
const PAGE = Buffer.alloc(4_096, 1)
/** Written over again from here on, as a log is. */
const PAGES = 256

const path = /** @type {string} */ (workerData)
const file = openSync(path, 'w', 0o600)
let page = 0

setInterval(() => {
  const startedMs = performance.now()
  writeSync(file, PAGE, 0, PAGE.length, (page++ % PAGES) * PAGE.length)
  fdatasyncSync(file)
  parentPort?.postMessage(performance.now() - startedMs)
}, EVERY_MS)
