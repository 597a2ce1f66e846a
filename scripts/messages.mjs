// Compiles the message catalogues into src/shared/messages, where all runtimes import them.
// Costs nothing when they have not changed since.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '@inlang/paraglide-js'
import { paraglideOptions } from './paraglide.mjs'

const STAMP = join(paraglideOptions.outdir, '.made-from')

/** A fingerprint of all that the outcome depends on. */
function fingerprint() {
  const catalogues = readdirSync('messages').map((name) => join('messages', name))
  const inputs = [...catalogues, 'project.inlang/settings.json', 'scripts/paraglide.mjs']
  const hash = createHash('sha256')
  for (const input of [...inputs, 'package-lock.json']) hash.update(readFileSync(input))
  return hash.digest('hex')
}

/** @param {string} wanted */
function isUpToDate(wanted) {
  try {
    return readFileSync(STAMP, 'utf8') === wanted
  } catch {
    return false
  }
}

const wanted = fingerprint()
if (!isUpToDate(wanted)) {
  await compile(paraglideOptions)
  writeFileSync(STAMP, wanted)
}
