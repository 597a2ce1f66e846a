// Builds what the hub serves to browsers into out/web: the JavaScript client with its types, and the web client.
// Beside each text stands the same compressed, so that no request has to wait for that.

import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build } from 'vite'

const WEB = 'out/web'
const TYPES = 'src/client/types.ts'
/** What is worth compressing. */
const TEXT = /\.(js|css|svg|json|webmanifest)$/

/**
 * `/client.js` and `/client.d.ts`.
 * @param {string} [outDir]
 */
export async function buildClient(outDir = WEB) {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      minify: true,
      lib: { entry: 'src/client/client.ts', formats: ['es'], fileName: () => 'client.js' },
    },
  })
  mkdirSync(outDir, { recursive: true })
  const types = readFileSync(TYPES, 'utf8')
  const connect =
    '\n/** Connects as a device, and stays connected. */\nexport declare function connect(options: Options): Client\n'
  writeFileSync(join(outDir, 'client.d.ts'), types + connect)
}

/** The web client, as pages and scripts that any browser since 2023 runs. */
async function buildPhone() {
  await build({
    configFile: false,
    root: 'src/renderer/phone',
    logLevel: 'warn',
    plugins: [svelte({ configFile: resolve('svelte.config.js') })],
    // For pages the parser of Markdown would read `&lt;` through innerHTML, which the page's policy forbids.
    resolve: {
      alias: {
        'decode-named-character-reference': resolve(
          'node_modules/decode-named-character-reference/index.js',
        ),
      },
    },
    build: {
      target: ['chrome111', 'firefox115', 'safari16.4'],
      outDir: resolve(WEB),
      emptyOutDir: true,
      minify: true,
      // What is loaded later is small, and needs no help of a script for it.
      modulePreload: false,
    },
  })
  mkdirSync(join(WEB, 'icons'), { recursive: true })
  for (const icon of ['icon.svg', 'icon.png']) {
    copyFileSync(join('resources', icon), join(WEB, 'icons', icon))
  }
}

/** The service worker, with the names of all that it keeps written in. */
async function buildWorker() {
  const assets = readdirSync(join(WEB, 'assets')).map((name) => `/assets/${name}`)
  const files = [...assets, '/icons/icon.svg', '/icons/icon.png', '/manifest.webmanifest']
  const page = readFileSync(join(WEB, 'index.html'))
  const version = createHash('sha256').update(page).update(files.join()).digest('hex').slice(0, 12)
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { FILES: JSON.stringify(files), VERSION: JSON.stringify(version) },
    build: {
      target: 'es2022',
      outDir: WEB,
      emptyOutDir: false,
      minify: true,
      lib: {
        entry: 'src/renderer/phone/worker.ts',
        formats: ['iife'],
        name: 'worker',
        fileName: () => 'sw.js',
      },
    },
  })
}

/** All of it, anew. */
export async function buildWeb() {
  rmSync(WEB, { recursive: true, force: true })
  await buildPhone()
  await buildWorker()
  await buildClient()
  compressAll()
}

/**
 * Puts a compressed copy beside each text.
 * @param {string} [outDir]
 */
export function compressAll(outDir = WEB) {
  const names = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((one) => TEXT.test(one))) {
    const path = join(outDir, name)
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
  }
}
