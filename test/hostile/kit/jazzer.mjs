// Makes Jazzer.js ready: installs it beside the hub's own packages, builds what it is to try, and lets its native part load on
// Debian 12. That part was linked against a newer C library for three names, all of which the older one has under others.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'vite'

const FOLDER = resolve('test/hostile/jazzer')
const NATIVE = `${FOLDER}/node_modules/@jazzer.js/fuzzer/prebuilds/fuzzer-linux-${process.arch}.node`
const PROGRAM = `${FOLDER}/node_modules/@jazzer.js/core/dist/cli.js`
/** Versions of libraries that Debian 12 does not have. */
const NEWER = ['GLIBC_2.38', 'GLIBCXX_3.4.32']
const NAMES = `
#include <stdlib.h>
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
void _ZSt21ios_base_library_initv(void) {}
`

const SECTION_VERSIONS_NEEDED = 0x6ffffffe
/** A version that may be missing. */
const WEAK = 2

/** @typedef {{ program: string, targets: string, preload: string }} Ready `preload`: what LD_PRELOAD has to name */

/**
 * @param {string} into a folder for what is built
 * @returns {Promise<Ready>}
 */
export async function makeJazzerReady(into) {
  if (!existsSync(PROGRAM))
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: FOLDER, stdio: 'inherit' })
  writeFileSync(NATIVE, withoutNewer(readFileSync(NATIVE)))
  writeFileSync(`${into}/names.c`, NAMES)
  const preload = `${into}/names.so`
  execFileSync('gcc', ['-shared', '-fPIC', '-o', preload, `${into}/names.c`])
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: `${FOLDER}/targets.ts`,
      outDir: into,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'targets.cjs' } },
    },
    ssr: { noExternal: true },
  })
  return { program: PROGRAM, targets: `${into}/targets.cjs`, preload }
}

/**
 * An ELF file in which these versions of libraries are welcome and no longer needed.
 * @param {Buffer} file
 * @returns {Buffer}
 */
function withoutNewer(file) {
  const first = Number(file.readBigUInt64LE(0x28))
  const size = file.readUInt16LE(0x3a)
  const count = file.readUInt16LE(0x3c)
  const start = (/** @type {number} */ n) => Number(file.readBigUInt64LE(first + n * size + 24))
  for (let n = 0; n < count; n++) {
    const at = first + n * size
    if (file.readUInt32LE(at + 4) !== SECTION_VERSIONS_NEEDED) continue
    const names = start(file.readUInt32LE(at + 40))
    weaken(file, start(n), names, file.readUInt32LE(at + 44))
  }
  return file
}

/**
 * @param {Buffer} file
 * @param {number} at where the list of libraries begins
 * @param {number} names where the names of versions are
 * @param {number} libraries
 */
function weaken(file, at, names, libraries) {
  for (let n = 0; n < libraries; n++) {
    let version = at + file.readUInt32LE(at + 8)
    for (let m = 0; m < file.readUInt16LE(at + 2); m++) {
      const from = names + file.readUInt32LE(version + 8)
      const name = file.toString('latin1', from, file.indexOf(0, from))
      if (NEWER.includes(name))
        file.writeUInt16LE(file.readUInt16LE(version + 4) | WEAK, version + 4)
      version += file.readUInt32LE(version + 12)
    }
    at += file.readUInt32LE(at + 12)
  }
}
