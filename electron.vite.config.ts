// How the app is built: three doors and the history's worker for Node, one preload, one page.
// Targets are written by hand: they name the oldest Electron (33) that Bellhop runs on, whichever is installed.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { paraglideOptions } from './scripts/paraglide.mjs'

/** Only the entries whose source is there. */
function existing(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)))
}

const PRELOAD = existing({ index: 'src/preload/index.ts' })
const PAGES = existing({ window: resolve('src/renderer/window/index.html') })

export default defineConfig(({ command }) => ({
  main: {
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      rolldownOptions: {
        input: existing({
          index: 'src/main/index.ts',
          headless: 'src/main/headless.ts',
          cli: 'src/main/cli.ts',
          'history-worker': 'src/main/hub/history/worker.ts',
        }),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  ...(Object.keys(PRELOAD).length > 0 && {
    preload: {
      build: {
        target: 'node20.18',
        outDir: 'out/preload',
        // A sandboxed preload is one CommonJS file that can require nothing but Electron.
        externalizeDeps: false,
        rolldownOptions: {
          input: PRELOAD,
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  }),
  ...(Object.keys(PAGES).length > 0 && {
    renderer: {
      root: 'src/renderer',
      // `build` runs `npm run messages` first; while developing, an edited catalogue shows at once.
      plugins: [
        svelte({ configFile: resolve('svelte.config.js') }),
        command === 'serve' ? paraglideVitePlugin(paraglideOptions) : null,
      ],
      build: {
        target: 'chrome130',
        outDir: 'out/renderer',
        rolldownOptions: {
          input: PAGES,
        },
      },
    },
  }),
}))
