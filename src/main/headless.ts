// Door: the hub without Electron. Wiring only.

import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type * as Core from './headless/core'
import { version } from '../../package.json'

// Whatever is made from here on is its owner's alone.
process.umask(0o077)
// What a collection of a few hundred KiB gains from a second thread it loses waiting for it, while clients, the hub and
// its history want the same processors.
setFlagsFromString('--no-parallel-scavenge')

// The history's thread takes as long to start as the hub takes to load, so it starts meanwhile. Should it fail,
// the history starts another one and tells why.
const worker = new Worker(new URL('./history-worker.cjs', import.meta.url), {
  name: 'bellhop-history',
})
worker.on('error', () => undefined)
const workerEnded = new Promise((resolve) => worker.once('exit', resolve))

const load = createRequire(import.meta.url)
const { createHub, runHeadless } = load('./headless-core.cjs') as typeof Core
const life = { isWorkerUsed: false }
const code = await runHeadless({
  argv: process.argv.slice(2),
  version,
  createHub: (options) => {
    life.isWorkerUsed = true
    return createHub({ ...options, worker })
  },
})
if (code !== null) {
  if (!life.isWorkerUsed) await dismissWorker()
  process.exit(code)
}

/** Lets the thread load to its end: cut off in the midst of SQLite's code it would take the exit code with it. */
async function dismissWorker(): Promise<void> {
  worker.postMessage(null)
  await workerEnded
}
