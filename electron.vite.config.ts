// How the app is built: three doors for Node (`scripts/plain.mjs` builds the hub's threads), one preload, one page.
// Targets are written by hand: they name the oldest Electron (33) that Bellhop runs on, whichever is installed.

import { resolve } from 'node:path'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { paraglideOptions } from './scripts/paraglide.mjs'
import { plainPrograms } from './scripts/plain.mjs'

/** How long the plugins took is no warning. */
const checks = { pluginTimings: false }

export default defineConfig(({ command }) => ({
  main: {
    plugins: [plainPrograms('out/main')],
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      // What a hub needs to start is built in: finding and reading dozens of files of packages would take it
      // longer than all else.
      externalizeDeps: {
        exclude: [
          'ws',
          'valibot',
          'ulid',
          'file-type',
          '@peculiar/asn1-schema',
          '@peculiar/asn1-x509',
        ],
      },
      rolldownOptions: {
        checks,
        input: {
          index: 'src/main/index.ts',
          headless: 'src/main/headless.ts',
          cli: 'src/main/cli.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      outDir: 'out/preload',
      // A sandboxed preload is one CommonJS file that can require nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: {
        checks,
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    // `build` runs `npm run messages` first; while developing, an edited catalogue shows at once.
    plugins: [
      svelte({ configFile: resolve('svelte.config.js') }),
      command === 'serve' ? paraglideVitePlugin(paraglideOptions) : null,
    ],
    // For pages the parser of Markdown would read `&lt;` through innerHTML, which the page's policy forbids.
    resolve: {
      alias: {
        'decode-named-character-reference': resolve(
          'node_modules/decode-named-character-reference/index.js',
        ),
      },
    },
    build: {
      target: 'chrome130',
      outDir: 'out/renderer',
      minify: true,
      rolldownOptions: {
        checks,
        input: { window: resolve('src/renderer/window/index.html') },
      },
    },
  },
}))
