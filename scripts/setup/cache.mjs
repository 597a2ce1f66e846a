// What the set-up keeps outside of node_modules for the next time: folders, each with a list of
// what they hold, which is compared before use.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { filesIn } from './fingerprint.mjs'

export function cacheFolder() {
  const { XDG_CACHE_HOME: chosen } = process.env
  return join(chosen === undefined || chosen === '' ? join(homedir(), '.cache') : chosen, 'bellhop')
}

/**
 * @param {string} folder
 * @returns {string} one line for each file: its hash and its name
 */
function listOf(folder) {
  const tree = join(folder, 'tree')
  const lines = filesIn(tree).map((file) => {
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex')
    return `${hash}  ${relative(tree, file)}\n`
  })
  return lines.join('')
}

/**
 * Writes down what the folder's tree holds: from now on it is complete.
 * @param {string} folder
 */
export function seal(folder) {
  writeFileSync(join(folder, 'SHA256SUMS'), listOf(folder))
}

/**
 * @param {string} folder
 * @returns {boolean} whether its tree is there as it was sealed
 */
export function isIntact(folder) {
  const list = join(folder, 'SHA256SUMS')
  return existsSync(list) && readFileSync(list, 'utf8') === listOf(folder)
}
