// Preloaded into a hub: writes down, when its process or the thread of its history ends, which CommonJS files that
// has loaded.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isMainThread, workerData } from 'node:worker_threads'

process.on('exit', () => {
  const place = process.env['NOTE_LOADED'] ?? ''
  const name = isMainThread ? 'main' : 'history'
  // The threads that come later are given something.
  if (!isMainThread && workerData) return
  const files = Object.keys(createRequire(import.meta.url).cache)
  writeFileSync(`${place}.${name}`, JSON.stringify(files))
})
