// Aligned columns, coloured where colours are wanted.

import { styleText } from 'node:util'
import { cut, pad, widthOf } from './text'

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'
export type Paint = (style: Style, text: string) => string

/** A cell's text, safe to print, and its colour. */
export type Cell = string | Readonly<{ text: string; style: Style }>

const GAP = '  '

/** Colours, or none at all. */
export function createPaint(isColourful: boolean): Paint {
  // We have decided already; newer Nodes would ask the stream once more.
  const options = { validateStream: false }
  return isColourful ? (style, text) => styleText(style, text, options) : (_style, text) => text
}

/** Rows of equal length as lines; the last column is cut at `width`, unless that is null. */
export function table(
  rows: readonly (readonly Cell[])[],
  paint: Paint,
  width: number | null,
): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(textOf(row[column] ?? '')))),
  )
  return rows.map((row) => lineOf(row, widths, paint, width))
}

function lineOf(
  row: readonly Cell[],
  widths: readonly number[],
  paint: Paint,
  width: number | null,
): string {
  let left = width ?? Infinity
  const cells = row.map((cell, column) => {
    const isLast = column === row.length - 1
    const room = widths[column] ?? 0
    const text = isLast ? cut(textOf(cell), Math.max(left, 8)) : pad(textOf(cell), room)
    left -= room + GAP.length
    return typeof cell === 'string' ? text : paint(cell.style, text)
  })
  return cells.join(GAP).trimEnd()
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}
