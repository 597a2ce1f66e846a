// What browsers get at `/`: the built files of one folder, read once, as a fixed map. A path is only ever looked up,
// never joined.

import { readdir, readFile } from 'node:fs/promises'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One file, and the same compressed where that is worth it. */
export type WebFile = Readonly<{ type: string; body: Buffer; gzip: Buffer | null }>
export type WebFiles = ReadonlyMap<string, WebFile>

/** The page itself; asked for as `/`. */
export const ENTRY = '/index.html'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  ts: 'text/plain; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json; charset=utf-8',
}
const COMPRESSED = '.gz'

/** All files of a folder by their path; empty when there is no such folder. */
export async function loadWebFiles(folder: URL): Promise<WebFiles> {
  const root = fileURLToPath(folder)
  const names = await readdir(root, { recursive: true }).catch((): string[] => [])
  const paths = new Map(names.map((name) => [name.split(sep).join('/'), `${root}/${name}`]))
  const files = new Map<string, WebFile>()
  for (const [name, path] of paths) {
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
    if (type === undefined) continue
    const compressed = paths.get(`${name}${COMPRESSED}`)
    files.set(`/${name}`, {
      type,
      body: await readFile(path),
      gzip: compressed === undefined ? null : await readFile(compressed),
    })
  }
  return files
}
