// Builds the hub's threads and the JavaScript client to out/test/ before the hub's tests, which run the hub from its
// sources: a thread can load neither TypeScript nor imports without extensions.

import { buildPlain, THREADS } from './plain.mjs'
import { buildClient, compressAll } from './web.mjs'

/** Where the hub's tests find them. */
const OUT_DIR = 'out/test'

export async function setup(): Promise<void> {
  await buildClient(`${OUT_DIR}/web`)
  compressAll(`${OUT_DIR}/web`)
  await buildPlain(OUT_DIR, THREADS)
}
