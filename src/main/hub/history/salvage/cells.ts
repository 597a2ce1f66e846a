// What stands on one page of a B-tree, cell by cell; a cell that makes no sense is left out alone. Format:
// https://sqlite.org/fileformat2.html#b_tree_pages. Knows no tables.

import { PAGE_BYTES } from './bytes'
import type { Pages } from './pages'
import { decodeRecord, readVarint, type Field } from './record'

/** The first bytes of B-tree pages. */
const KINDS = new Map([
  [2, { isLeaf: false, isTable: false }],
  [5, { isLeaf: false, isTable: true }],
  [10, { isLeaf: true, isTable: false }],
  [13, { isLeaf: true, isTable: true }],
])
const SMALLEST_LOCAL = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23
const LARGEST_LOCAL = {
  table: PAGE_BYTES - 35,
  index: Math.floor(((PAGE_BYTES - 12) * 64) / 255) - 23,
}
/** No row of ours comes near it. */
const MAX_PAYLOAD = 16_777_216

export type Node = Readonly<{
  page: number
  bytes: Buffer
  isLeaf: boolean
  /** Rows with a number of their own; else an index, or a table without them. */
  isTable: boolean
  /** Where its cells begin. */
  cells: readonly number[]
}>

/** `rowid` is 0 where the tree has none. */
export type Row = Readonly<{ rowid: number; fields: readonly Field[] }>

/** null: the page is none of a B-tree, or cannot be read. */
export function readNode(pages: Pages, page: number): Node | null {
  const bytes = pages.read(page)
  const at = page === 1 ? 100 : 0
  const kind = bytes && KINDS.get(bytes.readUInt8(at))
  if (!bytes || !kind) return null
  const start = at + (kind.isLeaf ? 8 : 12)
  const count = bytes.readUInt16BE(at + 3)
  if (start + 2 * count > PAGE_BYTES) return null
  const pointers = Array.from({ length: count }, (_, nth) => bytes.readUInt16BE(start + 2 * nth))
  const cells = pointers.filter((pointer) => pointer >= start + 2 * count && pointer < PAGE_BYTES)
  return { page, bytes, ...kind, cells }
}

/** The pages below an inner one, in order. */
export function childrenOf({ page, bytes, isLeaf, cells }: Node): number[] {
  if (isLeaf) return []
  const rightmost = bytes.readUInt32BE((page === 1 ? 100 : 0) + 8)
  const left = cells.filter((at) => at + 4 <= PAGE_BYTES).map((at) => bytes.readUInt32BE(at))
  return [...left, rightmost]
}

/** Its rows, those that can be read. */
export function* rowsOf(pages: Pages, node: Node): Generator<Row> {
  if (node.isTable && !node.isLeaf) return
  for (const at of node.cells) {
    const row = rowAt(pages, node, at)
    if (row) yield row
  }
}

function rowAt(pages: Pages, { bytes, isLeaf, isTable }: Node, cell: number): Row | null {
  const size = readVarint(bytes, isLeaf ? cell : cell + 4)
  const rowid = size && isTable ? readVarint(bytes, size.end) : null
  if (!size || (isTable && !rowid) || size.value > MAX_PAYLOAD) return null
  const payload = payloadAt(pages, bytes, rowid?.end ?? size.end, size.value, isTable)
  const fields = payload && decodeRecord(payload)
  return fields && { rowid: rowid?.value ?? 0, fields }
}

function payloadAt(pages: Pages, bytes: Buffer, at: number, size: number, isTable: boolean) {
  const most = isTable ? LARGEST_LOCAL.table : LARGEST_LOCAL.index
  if (size <= most) return at + size <= PAGE_BYTES ? bytes.subarray(at, at + size) : null
  const wanted = SMALLEST_LOCAL + ((size - SMALLEST_LOCAL) % (PAGE_BYTES - 4))
  const local = wanted <= most ? wanted : SMALLEST_LOCAL
  if (at + local + 4 > PAGE_BYTES) return null
  const first = bytes.subarray(at, at + local)
  const rest = overflow(pages, bytes.readUInt32BE(at + local), size - local)
  return rest && Buffer.concat([first, ...rest])
}

/** null unless the chain ends exactly where the row does. */
function overflow(pages: Pages, first: number, size: number): Buffer[] | null {
  const parts: Buffer[] = []
  let page = first
  for (let left = size; left > 0; left -= PAGE_BYTES - 4) {
    const bytes = pages.read(page)
    if (!bytes) return null
    page = bytes.readUInt32BE(0)
    parts.push(bytes.subarray(4, 4 + Math.min(left, PAGE_BYTES - 4)))
  }
  return page === 0 ? parts : null
}
