// The catalogue: every key in both languages, with the same inputs, and every key of the window in use.
// @vitest-environment node

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

type Variants = readonly Readonly<{ declarations: readonly string[] }>[]
type Catalogue = Readonly<Record<string, string | Variants>>

const ROOT = join(import.meta.dirname, '../..')

function load(locale: string): Catalogue {
  const text = readFileSync(join(ROOT, 'messages', `${locale}.json`), 'utf8')
  return JSON.parse(text) as Catalogue
}

function sources(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|svelte)$/.test(entry.name))
    .filter((entry) => !entry.parentPath.includes(join('shared', 'messages')))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

function inputsOf(message: string | Variants): string[] {
  const found =
    typeof message === 'string'
      ? message.matchAll(/\{(\w+)\}/g)
      : JSON.stringify(message).matchAll(/\{(\w+)\}|"input (\w+)"/g)
  return [...new Set([...found].map(([, used, declared]) => used ?? declared ?? ''))]
    .filter((name) => name !== 'n')
    .toSorted()
}

const en = load('en')
const zh = load('zh-CN')
const keys = Object.keys(en).filter((key) => !key.startsWith('$'))

describe('the catalogue', () => {
  it('has the same keys in both languages, sorted', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en))
    expect(Object.keys(en)).toEqual(Object.keys(en).toSorted())
  })

  it.each(keys)('says %s with the same inputs', (key) => {
    expect(inputsOf(zh[key] ?? '')).toEqual(inputsOf(en[key] ?? ''))
  })

  it('has no key that nothing says', () => {
    const found = sources('src').matchAll(/\bm\.(\w+)|'(\w+)'/g)
    const said = new Set([...found].map(([, called, named]) => called ?? named))
    expect(keys.filter((key) => !said.has(key))).toEqual([])
  })

  it('leaves no words of its own to the window’s code', () => {
    const templates = readdirSync(join(ROOT, 'src/renderer'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.svelte'))
    for (const name of templates) {
      const text = readFileSync(join(ROOT, 'src/renderer', name), 'utf8')
      const markup = text.replace(/<script[\s\S]*?<\/script>|<!--[\s\S]*?-->|\{[^{}]*\}/g, '')
      const words = [...markup.matchAll(/>\s*([A-Za-z][a-z]+(?: [a-z]+)*)\s*</g)].map(([, w]) => w)
      expect({ name, words }).toEqual({ name, words: [] })
    }
  })
})
