// Builds what the hub serves to browsers into out/web: the JavaScript client with its types, and the web client.
// Beside each text stands the same compressed, so that no request has to wait for that.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
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

/** All of it, anew. */
export async function buildWeb() {
  rmSync(WEB, { recursive: true, force: true })
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
