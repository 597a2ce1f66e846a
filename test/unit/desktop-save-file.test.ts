// Saving a stranger's file: what it may be called, and that it lands where the person said and nowhere else.

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, posix, win32 } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { safeFileName } from '../../src/main/desktop/file-name'
import { originMark, saveFile } from '../../src/main/desktop/save-file'

const UPS = [
  '../',
  '..\\',
  '/',
  '\\',
  './',
  'C:\\',
  '\\\\server\\share\\',
  '//',
  '%2e%2e/',
  '....//',
]
const NAMES = ['x.exe', '.bashrc', 'CON', 'nul.txt', 'a:b', 'x. ', 'a\u0000b', '\u202Egpj.exe', '']
const TAILS = ['', '.', ' ', '::$DATA', '/..', '\\..']

/** More than two hundred names by people who mean no good. */
const HOSTILE = [
  ...UPS.flatMap((up) => NAMES.map((name) => `${up}${name}`)),
  ...UPS.flatMap((up) => NAMES.map((name) => `${up.repeat(3)}etc/${name}`)),
  ...NAMES.flatMap((name) => TAILS.map((tail) => `${name}${tail}`)),
  ...['lpt1', 'COM9.tar.gz', 'aux', 'prn.', 'CLOCK$', 'conin$'],
  'a'.repeat(5_000),
  '铃'.repeat(400),
  '\ud83d',
  'a/b\\c/d',
]

/** Folder with a stored file in it. */
function place(): { folder: string; stored: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-save-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const stored = join(folder, 'stored')
  writeFileSync(stored, 'of a stranger')
  chmodSync(stored, 0o755)
  mkdirSync(join(folder, 'downloads'))
  return { folder, stored }
}

describe('S-54 the name of a saved file', () => {
  it('there are two hundred to try', () => expect(HOSTILE.length).toBeGreaterThan(200))

  it.each(HOSTILE)('%j is one harmless name on every system', (name) => {
    const safe = safeFileName(name)
    expect(posix.basename(safe)).toBe(safe)
    expect(win32.basename(safe)).toBe(safe)
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(safe).toMatch(/^[^<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u202a-\u202e]+$/)
    expect(safe).toMatch(/^[^. ].*[^. ]$|^[^. ]$/)
    expect(safe).not.toMatch(/^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com\d|lpt\d)(?:\.|$)/i)
  })

  it('leaves nothing outside of the folder that was chosen', async () => {
    const { folder, stored } = place()
    const downloads = join(folder, 'downloads')
    for (const name of HOSTILE) await saveFile(stored, join(downloads, safeFileName(name)))
    expect(readdirSync(folder).sort()).toEqual(['downloads', 'stored'])
    expect(readdirSync(downloads).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

describe('S-54 where it is saved', () => {
  it('a link that waits there is replaced, and what it leads to is left alone', async () => {
    const { folder, stored } = place()
    const precious = join(folder, 'precious')
    writeFileSync(precious, 'mine')
    const chosen = join(folder, 'downloads', 'door.jpg')
    symlinkSync(precious, chosen)
    await saveFile(stored, chosen)
    expect(readFileSync(precious, 'utf8')).toBe('mine')
    expect(readFileSync(chosen, 'utf8')).toBe('of a stranger')
  })

  it('a link that waits at its unfinished name is not followed', async () => {
    const { folder, stored } = place()
    const precious = join(folder, 'precious')
    writeFileSync(precious, 'mine')
    const chosen = join(folder, 'downloads', 'door.jpg')
    symlinkSync(precious, `${chosen}.${process.pid}.part`)
    await expect(saveFile(stored, chosen)).rejects.toThrow('EEXIST')
    expect(readFileSync(precious, 'utf8')).toBe('mine')
    expect(readdirSync(join(folder, 'downloads'))).toEqual([
      basename(`${chosen}.${process.pid}.part`),
    ])
  })

  it('leaves nothing behind when there is no such place', async () => {
    const { folder, stored } = place()
    await expect(saveFile(stored, join(folder, 'nowhere', 'a'))).rejects.toThrow('ENOENT')
    expect(readdirSync(folder).sort()).toEqual(['downloads', 'stored'])
  })
})

describe('S-56 a saved file', () => {
  it('is no program, and nobody else’s', async () => {
    const { folder, stored } = place()
    const chosen = join(folder, 'downloads', 'run-me.sh')
    await saveFile(stored, chosen)
    expect(statSync(chosen).mode & 0o777).toBe(0o600)
  })

  it('is marked as a stranger’s where the system knows such a mark', () => {
    expect(originMark('win32', 'C:\\x\\a.exe')).toEqual({
      kind: 'stream',
      path: 'C:\\x\\a.exe:Zone.Identifier',
      text: '[ZoneTransfer]\r\nZoneId=3\r\n',
    })
    expect(originMark('darwin', '/x/-a')).toMatchObject({
      kind: 'command',
      args: ['-w', 'com.apple.quarantine', expect.stringContaining('Bellhop') as string, '/x/-a'],
    })
    expect(originMark('linux', '/x/a')).toBeNull()
  })

  it('carries its mark as a stream beside it', async () => {
    const { folder, stored } = place()
    const chosen = join(folder, 'downloads', 'a.exe')
    // On other systems than Windows a stream is a file of that name, which is enough to see it written.
    await saveFile(stored, chosen, 'win32')
    expect(readFileSync(`${chosen}:Zone.Identifier`, 'utf8')).toContain('ZoneId=3')
  })
})
