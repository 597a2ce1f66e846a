// Every document of the project: its links lead somewhere, its paths exist, and nothing speaks of the machine it
// was written on.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../src/main/cli/commands'
import { COMMAND_SCHEMAS, EVENT_NAMES } from '../../../src/shared/ipc'
import { DEFAULT_SETTINGS } from '../../../src/shared/settings'
import {
  anchors,
  projectFiles,
  relativeLinks,
  section,
  tableRows,
  textOf,
} from '../../support/documents'

const FILES = projectFiles()
const DOCUMENTS = FILES.filter((path) => path.endsWith('.md'))
const BINARY = /\.(png|ico|icns|woff2|deb|xwd)$/
const TEXTS = FILES.filter((path) => !BINARY.test(path) && statSync(path).size < 2_000_000)

/** Said in pieces, so that this file does not say them. */
const FORBIDDEN = [
  ['/wo', 'rk/'],
  ['/tmp/bash', '_jobs'],
  ['registry', '.npm'],
  ['registry', '.yarnpkg'],
  ['npm', 'mirror'],
  ['artifact', 'ory'],
  ['verdac', 'cio'],
  ['../shared', '/design'],
  ['chat', 'gpt'],
  ['cla', 'ude'],
  ['anthro', 'pic'],
  ['open', 'ai'],
  ['language', ' model'],
].map((parts) => parts.join(''))

describe('links', () => {
  it.each(DOCUMENTS)('of %s lead somewhere', (document) => {
    const broken = relativeLinks(textOf(document)).filter((link) => !leads(document, link))
    expect(broken).toEqual([])
  })
})

function leads(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? from : posix.join(dirname(from), path)
  if (!existsSync(target)) return false
  return anchor === undefined || anchors(textOf(target)).includes(anchor)
}

describe('what is named', () => {
  it('as a page is one of ours', () => {
    const known = new Set(DOCUMENTS.flatMap((path) => [path, posix.basename(path)]))
    const strange = TEXTS.filter((path) => path !== 'package-lock.json').flatMap((path) =>
      (textOf(path).match(/[\w./-]*\w\.md\b/g) ?? [])
        .filter((name) => !known.has(name) && !existsSync(posix.join(dirname(path), name)))
        .map((name) => `${path}: ${name}`),
    )
    expect(strange).toEqual([])
  })

  it.each(['docs/promises.md', 'docs/architecture.md', 'docs/reliability.md'])(
    'as a path in %s exists',
    (document) => {
      const paths = [
        ...textOf(document).matchAll(/`((?:src|test|scripts|docs|bench|messages)\/[^`\s*]*)`/g),
      ]
      const missing = paths.map(([, path = '']) => path).filter((path) => !existsSync(path))
      expect(missing.filter((path) => !/^src\/(client|renderer\/phone)\//.test(path))).toEqual([])
    },
  )

  it('as a command in docs/promises.md is a script of package.json', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = [...textOf('docs/promises.md').matchAll(/`npm run (?:-s )?([\w:]+)/g)]
    expect(named.map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([])
  })
})

describe('promises', () => {
  const rows = tableRows(textOf('docs/promises.md'))

  it('each say what shows them, or that nothing does yet', () => {
    expect(rows.length).toBeGreaterThan(60)
    const silent = rows.filter(([, shown = '']) => !/`|\bopen\b|\bby hand\b/.test(shown))
    expect(silent).toEqual([])
  })

  it('quote titles of tests that are there', () => {
    const wrong = rows.flatMap(([, shown = '']) =>
      [...shown.matchAll(/`(test\/[^`]+)`((?: “[^”]+”,?)+)/g)].flatMap(
        ([, path = '', quoted = '']) => {
          const text = readFileSync(path, 'utf8')
          const titles = [...quoted.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title)
          return titles.filter((title) => !text.includes(title)).map((title) => `${path}: ${title}`)
        },
      ),
    )
    expect(wrong).toEqual([])
  })
})

describe('tables of the code', () => {
  it('stand in docs/architecture.md: rooms, commands and events of the window', () => {
    const page = textOf('docs/architecture.md')
    const holds = [...textOf('test/unit/rooms.test.ts').matchAll(/holds: \[([^\]]*)\]/g)]
    const rooms = holds.flatMap(([, list = '']) => list.match(/(?<=')[^']+(?=')/g) ?? [])
    expect(rooms.length).toBeGreaterThan(8)
    const names = [...rooms, ...Object.keys(COMMAND_SCHEMAS), ...EVENT_NAMES]
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })

  it('stand in docs/command-line.md: commands, options, settings and their defaults', () => {
    const page = textOf('docs/command-line.md')
    const options = Object.values(COMMANDS).flatMap(({ options }) => Object.keys(options))
    const commands = Object.keys(COMMANDS).map((name) => `### ${name}\n`)
    const words = [...commands, ...options.map((name) => `--${name}`)]
    expect(words.filter((word) => !page.includes(word))).toEqual([])
    const defaults = tableRows(section(page, '### settings')).map(([key, , value]) => [key, value])
    const shown = (value: unknown): string =>
      Array.isArray(value) && value.length === 0 ? 'none' : String(value)
    const plain = (text = ''): string => text.replaceAll('`', '')
    expect(defaults.map(([key, value]) => [plain(key), plain(value)])).toEqual(
      Object.entries(DEFAULT_SETTINGS).map(([key, value]) => [key, shown(value)]),
    )
  })
})

describe('nothing in the project', () => {
  it('speaks of the machine it was made on, or of how', () => {
    const found = TEXTS.flatMap((path) => {
      const text = readFileSync(join('.', path), 'utf8').toLowerCase()
      return FORBIDDEN.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`)
    })
    expect(found).toEqual([])
  })
})
