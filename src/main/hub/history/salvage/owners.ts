// Which page belongs to which table: by the trees that the schema names, and where that is lost by the note of
// it among the meta values. What no tree leads to any more is an orphan.

import { childrenOf, readNode, rowsOf, type Node, type Row } from './cells'
import type { Pages } from './pages'

/** A table or an index, as far as its tree could be followed. */
export type Tree = Readonly<{
  pages: readonly number[]
  /** No page of it is missing, broken or older than it was. */
  isWhole: boolean
}>

export type Owners = Readonly<{
  /** By the name of the table or index. */
  trees: ReadonlyMap<string, Tree>
  orphans: readonly number[]
}>

/** Roots by name; null: nothing of a schema is left. */
type Roots = ReadonlyMap<string, number>

export function findOwners(pages: Pages): Owners {
  const taken = new Set<number>()
  const trees = new Map<string, Tree>()
  for (const [name, root] of rootsOf(pages)) trees.set(name, follow(pages, root, taken))
  const orphans: number[] = []
  for (let page = 2; page <= pages.count; page++) if (!taken.has(page)) orphans.push(page)
  return { trees, orphans }
}

/** Every readable row of these, in order. */
export function* rowsOn(pages: Pages, numbers: Iterable<number>): Generator<Row> {
  for (const number of numbers) {
    const node = readNode(pages, number)
    if (node) yield* rowsOf(pages, node)
  }
}

/** The version that a file says it has besides its header; null: it says none. */
export function notedVersion(pages: Pages): number | null {
  return noted(pages)?.version ?? null
}

/** What the schema names wins over the note, which a migration of another version may not have kept. */
function rootsOf(pages: Pages): Roots {
  const roots = new Map(noted(pages)?.roots)
  const schema = follow(pages, 1, new Set())
  for (const { fields } of rowsOn(pages, schema.pages)) {
    const [, name, , root] = fields
    if (typeof name === 'string' && typeof root === 'number' && root > 1) roots.set(name, root)
  }
  return roots
}

type Noted = Readonly<{ version: number; roots: [string, number][] }>

function noted(pages: Pages): Noted | null {
  for (let page = 2; page <= pages.count; page++) {
    const node = readNode(pages, page)
    if (!node || node.isTable) continue
    for (const { fields } of rowsOf(pages, node)) {
      const [key, text] = fields
      if (key === 'roots' && typeof text === 'string') return parsed(text)
    }
  }
  return null
}

function parsed(text: string): Noted | null {
  try {
    const { version, ...roots } = JSON.parse(text) as Record<string, number>
    return { version: version ?? 0, roots: Object.entries(roots) }
  } catch {
    return null
  }
}

function follow(pages: Pages, root: number, taken: Set<number>): Tree {
  const found: number[] = []
  let isWhole = true
  const first = readNode(pages, root)
  const left = [root]
  for (let page = left.pop(); page !== undefined; page = left.pop()) {
    const node = readNode(pages, page)
    if (!node || taken.has(page) || node.isTable !== first?.isTable) {
      isWhole = false
      continue
    }
    taken.add(page)
    found.push(page)
    isWhole &&= isSound(node) && !pages.isOutdated(page)
    left.push(...childrenOf(node).reverse())
  }
  return { pages: found, isWhole }
}

/** No cell of it was left out. */
function isSound({ bytes, page, cells }: Node): boolean {
  return cells.length === bytes.readUInt16BE((page === 1 ? 100 : 0) + 3)
}
