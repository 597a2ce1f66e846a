// Tells whether files have changed since something was made from them.

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * @param {string} path a file or a folder
 * @returns {string[]} the files in it, in a fixed order
 */
export function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)))
}

/**
 * @param {string[]} paths files and folders
 * @returns {string} a hash of their names and contents
 */
export function fingerprintOf(paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesIn)) hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

/**
 * Makes something unless that was already done from the same files.
 * @param {string} stamp the file that remembers what it was made from
 * @param {string[]} inputs
 * @param {() => Promise<void>} make throws when it fails
 */
export async function makeUnlessCurrent(stamp, inputs, make) {
  const wanted = fingerprintOf(inputs)
  if (read(stamp) === wanted) return
  await make()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
