// Builds the hub's workers and the JavaScript client to out/test/ before the hub's tests, which run the hub from its
// sources: a worker thread can load neither TypeScript nor imports without extensions.

import { build } from 'vite'
import { buildClient, compressAll } from './web.mjs'

/** Where the hub's tests find them. */
const OUT_DIR = 'out/test'

export async function setup(): Promise<void> {
  await buildClient(`${OUT_DIR}/web`)
  compressAll(`${OUT_DIR}/web`)
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: OUT_DIR,
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          'history-worker': 'src/main/hub/history/worker.ts',
          'certificate-worker': 'src/main/hub/identity/worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  })
}
