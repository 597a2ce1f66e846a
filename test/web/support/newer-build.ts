// The web client as the next version has it: the same files under other names, and a service worker that knows those.

import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The hash at the end of a built file's name. */
const HASHED = /-([\w-]{8})\.(?:js|css)$/
const TEXT = /\.(?:js|css|html)$/

/** A copy of what is built, whose files for browsers have other names; answers its folder and how to remove it. */
export function newerBuild(): Readonly<{ built: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-newer-'))
  const built = join(folder, 'out')
  for (const part of ['main', 'web'])
    cpSync(join('out', part), join(built, part), { recursive: true })
  for (const name of ['node_modules', 'package.json'])
    symlinkSync(resolve(name), join(folder, name))
  rename(join(built, 'web'))
  return { built, remove: () => rmSync(folder, { recursive: true }) }
}

function rename(web: string): void {
  const names = readdirSync(web, { recursive: true, encoding: 'utf8' })
  // What is compressed is the older one.
  for (const name of names.filter((one) => one.endsWith('.gz'))) rmSync(join(web, name))
  const hashes = names.flatMap((name) => HASHED.exec(name)?.[1] ?? [])
  const anew = (text: string): string =>
    hashes.reduce((all, hash) => all.replaceAll(hash, `N${hash.slice(1)}`), text)
  for (const name of names.filter((one) => TEXT.test(one))) {
    const path = join(web, name)
    writeFileSync(
      path,
      anew(readFileSync(path, 'utf8')).replace(/`bellhop \w{12}`/, '`bellhop newer`'),
    )
    if (anew(name) !== name) renameSync(path, join(web, anew(name)))
  }
}
