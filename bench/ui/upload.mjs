// What a file of the largest size adds to the memory of the app's main process while it comes. There the engine is shared
// with Chromium, and its collector is not the hub's to call.

import { FILE_BYTES, FIRST_BYTES, MOST, upload, watchMemory } from '../figures/upload.mjs'
import { pause } from '../kit/stats.mjs'

const UPLOADS = 8
const BETWEEN_MS = 1_000

/**
 * @param {import('./app.mjs').Window} window
 * @returns {Promise<import('../kit/table.mjs').Row[]>}
 */
export async function measureUploads({ url, pid, settled }) {
  const port = Number(new URL(url).port)
  await upload(port, FIRST_BYTES)
  await settled()
  /** @type {number[]} */
  const added = []
  for (let turn = 0; turn < UPLOADS; turn++) {
    const memory = watchMemory(pid)
    await upload(port, FILE_BYTES)
    added.push(memory.added())
    await pause(BETWEEN_MS)
  }
  return [
    {
      figure: 'the most memory that 25 MiB added while they came',
      unit: 'MiB',
      hub: Math.max(...added),
      floor: NaN,
      most: MOST.mib,
    },
  ]
}
