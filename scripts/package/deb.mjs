#!/usr/bin/env node
// Builds a .deb with dpkg-deb out of the arguments that electron-builder has for fpm: as many of
// them as it uses. fpm itself would have to be loaded from where not everybody gets.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { filesIn } from '../setup/fingerprint.mjs'

/** Options without a value. */
const FLAGS = ['--force']

/**
 * @param {string[]} argv
 * @returns {{ options: Map<string, string[]>, mappings: [string, string][] }}
 *   mappings: what to copy, and where to in the package
 */
function read(argv) {
  /** @type {Map<string, string[]>} */
  const options = new Map()
  /** @type {[string, string][]} */
  const mappings = []
  const rest = argv.filter((arg) => !FLAGS.includes(arg))
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (!next.startsWith('-')) {
      const at = next.lastIndexOf('=')
      mappings.push([next.slice(0, at), next.slice(at + 1)])
      continue
    }
    options.set(next, [...(options.get(next) ?? []), rest.shift() ?? ''])
  }
  return { options, mappings }
}

/**
 * @param {string} root
 * @param {[string, string][]} mappings
 */
function lay(root, mappings) {
  for (const [from, to] of mappings) {
    // As fpm has it: a folder named with a slash gives its contents, a file its new name.
    const target = join(root, to)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(from, target, { recursive: true, verbatimSymlinks: true })
  }
}

/**
 * @param {string} root
 * @param {Map<string, string[]>} options
 */
function describe(root, options) {
  /** @param {string} name */
  const all = (name) => options.get(name) ?? []
  /** @param {string} name */
  const one = (name) => all(name).at(-1) ?? ''
  const files = filesIn(root)
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const folder = join(root, 'DEBIAN')
  mkdirSync(folder)
  const control = {
    Package: one('--name'),
    Version: one('--version'),
    Architecture: one('--architecture'),
    Maintainer: one('--maintainer'),
    'Installed-Size': String(Math.ceil(size / 1024)),
    Depends: all('-d').join(', '),
    Recommends: all('--deb-recommends').join(', '),
    Section: one('--category'),
    Priority: one('--deb-priority'),
    Description: one('--description'),
  }
  const fields = Object.entries(control).filter(([, value]) => value !== '')
  const text = fields.map(([name, value]) => `${name}: ${value}\n`).join('')
  writeFileSync(join(folder, 'control'), text)
  writeFileSync(join(folder, 'md5sums'), files.map((file) => sum(root, file)).join(''))
  for (const [option, name] of [
    ['--after-install', 'postinst'],
    ['--after-remove', 'postrm'],
  ]) {
    const script = one(option ?? '')
    if (script) writeFileSync(join(folder, name ?? ''), readFileSync(script), { mode: 0o755 })
  }
}

/**
 * @param {string} root
 * @param {string} file
 */
function sum(root, file) {
  const hash = createHash('md5').update(readFileSync(file)).digest('hex')
  return `${hash}  ${relative(root, file)}\n`
}

const { options, mappings } = read(process.argv.slice(2))
const target = options.get('--package')?.[0] ?? ''
// What a package lays down is for everybody to read, whoever builds it.
process.umask(0o022)
const root = mkdtempSync(join(tmpdir(), `${basename(target)}-`))
try {
  chmodSync(root, 0o755)
  lay(root, mappings)
  describe(root, options)
  // The first level is a tenth larger than the usual one, and ten times as quick.
  const args = ['--root-owner-group', '-Zxz', '-z1', '--build', root, target]
  execFileSync('dpkg-deb', args, { stdio: 'inherit' })
} finally {
  rmSync(root, { recursive: true, force: true })
}
