// The bill of materials: every package that the app is built of and by, with its version and hash, for whoever looks up whether one
// of them has a known hole.

import { execFileSync } from 'node:child_process'

const MOST_BYTES = 64 * 1024 * 1024

/** @returns {string} CycloneDX as JSON, from the lock alone */
export function billOfMaterials() {
  // Also where NODE_ENV says production: there npm leaves out what both the app and its tools need.
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--include', 'dev']
  const npm = process.env['npm_execpath']
  const [program, args] = npm ? [process.execPath, [npm, ...words]] : ['npm', words]
  return execFileSync(program, args, { encoding: 'utf8', maxBuffer: MOST_BYTES })
}
