// Sees to what Electron, a virtual display and the tests need from a Linux system: looks for the
// thing itself, not for a package, so that every distribution is judged alike.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say, SetupError } from './say.mjs'

/** @typedef {{ name: string, debian: string, isThere: () => boolean }} Need */

/** @type {Record<'window' | 'display' | 'unpacking' | 'tests' | 'browser' | 'tracing' | 'clock' | 'packaging' | 'cleanRoots' | 'windows' | 'hostile', Need[]>} */
const NEEDS = {
  window: [
    library('libgtk-3.so.0', 'libgtk-3-0'),
    library('libnss3.so', 'libnss3'),
    library('libgbm.so.1', 'libgbm1'),
    library('libasound.so.2', 'libasound2'),
    library('libnotify.so.4', 'libnotify4'),
  ],
  // Who has a display has fonts as well; with the last resort of a bare system the window looks like no desktop's.
  display: [
    program('Xvfb', 'xvfb'),
    { name: 'the font Noto Sans', debian: 'fonts-noto-core', isThere: hasTextFont },
    { name: 'a Chinese font', debian: 'fonts-wqy-microhei', isThere: hasChineseFont },
    { name: 'an emoji font', debian: 'fonts-noto-color-emoji', isThere: hasEmojiFont },
  ],
  unpacking: [program('unzip', 'unzip')],
  tests: [
    program('dbus-run-session', 'dbus'),
    program('curl', 'curl'),
    program('openssl', 'openssl'),
    program('script', 'bsdutils'),
    {
      name: 'websockets for Python',
      debian: 'python3-websockets',
      isThere: () => existsSync('/usr/lib/python3/dist-packages/websockets'),
    },
    program('xdotool', 'xdotool'),
    program('zsh', 'zsh'),
    program('fish', 'fish'),
    program('ip', 'iproute2'),
    program('nft', 'nftables'),
    program('iptables-legacy', 'iptables'),
    {
      name: 'dbusmock for Python',
      debian: 'python3-dbusmock',
      isThere: () => existsSync('/usr/lib/python3/dist-packages/dbusmock'),
    },
  ],
  browser: [program('chromium', 'chromium'), program('firefox-esr', 'firefox-esr')],
  tracing: [program('strace', 'strace')],
  clock: [program('faketime', 'faketime')],
  packaging: [program('dpkg-deb', 'dpkg')],
  cleanRoots: [program('debootstrap', 'debootstrap')],
  windows: [program('wine', 'wine'), { ...program('wine64', 'wine64'), isThere: hasWine64 }],
  hostile: [
    program('chromium', 'chromium'),
    program('firefox-esr', 'firefox-esr'),
    program('dnsmasq', 'dnsmasq-base'),
    program('ip', 'iproute2'),
    program('testssl', 'testssl.sh'),
    program('slowhttptest', 'slowhttptest'),
    program('gcc', 'gcc'),
    program('openssl', 'openssl'),
    program('curl', 'curl'),
    program('gnome-keyring-daemon', 'gnome-keyring'),
    program('dbus-run-session', 'dbus'),
    program('Xvfb', 'xvfb'),
  ],
}

/**
 * @param {string} soname
 * @param {string} debian
 * @returns {Need}
 */
function library(soname, debian) {
  return { name: soname, debian, isThere: () => knownLibraries().includes(`\t${soname} `) }
}

/**
 * @param {string} name
 * @param {string} debian
 * @returns {Need}
 */
function program(name, debian) {
  return { name, debian, isThere: () => hasProgram(name) }
}

/** @param {string} name */
function hasProgram(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [...folders, '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)))
}

/** What the dynamic linker finds; empty where there is no ldconfig. */
function knownLibraries() {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' })
  return typeof stdout === 'string' ? stdout : ''
}

function hasWine64() {
  return existsSync('/usr/lib/wine/wine64')
}

function hasTextFont() {
  return hasFont('Noto Sans:style=Regular')
}

function hasChineseFont() {
  return hasFont(':lang=zh-cn')
}

function hasEmojiFont() {
  return hasFont(':charset=1f514')
}

/** @param {string} pattern of fontconfig */
function hasFont(pattern) {
  const { stdout } = spawnSync('fc-list', [pattern, 'file'], { encoding: 'utf8' })
  return typeof stdout === 'string' && stdout.trim() !== ''
}

/**
 * Installs what is missing, or says how. Silent and quick when nothing is.
 * @param {(keyof typeof NEEDS)[]} kinds
 */
export function ensureLibraries(kinds) {
  if (process.platform !== 'linux') return
  const missing = kinds.flatMap((kind) => NEEDS[kind]).filter((need) => !need.isThere())
  if (missing.length === 0) return
  if (!hasProgram('apt-get')) {
    const names = missing.map((need) => need.name).join(', ')
    throw new SetupError(`This system lacks ${names}. Install them with its package manager.`)
  }
  installFromDebian(missing)
}

/** @param {Need[]} missing */
function installFromDebian(missing) {
  const wanted = missing.map((need) => need.debian)
  if (process.getuid?.() !== 0) {
    const command = `sudo apt-get install --no-install-recommends ${wanted.join(' ')}`
    throw new SetupError(`This system lacks a few packages. Run once:\n  ${command}`)
  }
  say(`installing what this system lacks, with apt-get: ${wanted.join(' ')}`)
  // A source that cannot be reached may not matter; whether one did, the next step shows.
  aptGet(['update'])
  const packages = wanted.map(currentName)
  const { isDone, output } = aptGet(['install', '--yes', '--no-install-recommends', ...packages])
  if (!isDone) throw new SetupError(`apt-get could not install ${packages.join(' ')}:\n${output}`)
}

/** @param {string[]} args */
function aptGet(args) {
  const patience = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120']
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...patience, ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return { isDone: status === 0, output: `${stdout}${stderr}` }
}

/**
 * Debian 13 and Ubuntu 24.04 renamed the libraries whose time type grew to 64 bits.
 * @param {string} name
 */
function currentName(name) {
  const renamed = `${name}t64`
  const known = execFileSync('apt-cache', ['pkgnames', renamed], { encoding: 'utf8' })
  return known.split('\n').includes(renamed) ? renamed : name
}
