// The project's documents as tests read them: files, headings, tables, fenced blocks, links.

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const ROOT = resolve('.')
/** Made or fetched, and not ours to judge. */
const SKIPPED = new Set(['node_modules', 'out', 'dist', 'test-results', '.git', 'messages.made'])

/** Every file of the project, by its path from the root. */
export function projectFiles(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return projectFiles(path)
    return entry.isFile() ? [relative(ROOT, path).replaceAll('\\', '/')] : []
  })
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** The part of a document under this heading, its own sub-headings included. */
export function section(text: string, heading: string): string {
  const lines = outsideFences(text).split('\n')
  const start = lines.indexOf(heading)
  if (start === -1) throw new Error(`There is no heading “${heading}”.`)
  const level = heading.indexOf(' ')
  const end = lines.findIndex((line, at) => at > start && levelOf(line) <= level)
  return text
    .split('\n')
    .slice(start, end === -1 ? undefined : end)
    .join('\n')
}

export function headings(text: string): string[] {
  return outsideFences(text)
    .split('\n')
    .filter((line) => levelOf(line) < Infinity)
}

/** The cells of every row of every table, headers and rules left out. */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n')
  const isRule = (line = ''): boolean => /^\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line)
  return lines
    .filter((line, at) => line.startsWith('|') && !isRule(line) && !isRule(lines[at + 1]))
    .map((line) =>
      line
        .replace(/^\||\|\s*$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

export type Block = Readonly<{ language: string; text: string }>

/** Every fenced block, in order. */
export function blocks(text: string): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)\n?^```$/gm)].map(
    ([, language = '', inside = '']) => ({
      language,
      text: inside,
    }),
  )
}

/** Targets of links and pictures that lead to files or headings of the project. */
export function relativeLinks(text: string): string[] {
  const found = outsideFences(text).matchAll(/\]\(([^()\s]+)\)/g)
  return [...found].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/i.test(target))
}

/** The anchor that a heading gets, as code hosts make them. */
export function anchors(text: string): string[] {
  const seen = new Map<string, number>()
  return headings(text).map((heading) => {
    const slug = heading
      .replace(/^#+\s+/, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${String(before)}`
  })
}

function levelOf(line: string): number {
  return /^(#{1,6}) /.exec(line)?.[1]?.length ?? Infinity
}

/** The same text, with as many lines, but nothing in its fenced blocks. */
function outsideFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ''))
}
