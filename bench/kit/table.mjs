// The result as a table for a terminal, and whether all that has a limit keeps it.

/**
 * One figure of the hub beside the floor's (NaN = it has none). `limit` is for the ratio, `most` for the hub's own; both
 * absent = only shown.
 * @typedef {{ figure: string, unit: string, hub: number, floor: number, limit?: number, most?: number }} Row
 */

const HEAD = ['figure', 'hub', 'floor', 'ratio', 'limit', '']

/** @param {Row} row */
export function isMet({ hub, floor, limit = Infinity, most = Infinity }) {
  return (limit === Infinity || hub / floor <= limit) && hub <= most
}

/** @param {Row[]} rows */
export function tableOf(rows) {
  const lines = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines.map((line) => lineOf(line, widths)).join('\n')
}

/** @param {Row} row */
function cellsOf(row) {
  const { figure, unit, hub, floor, limit, most } = row
  const isShown = limit === undefined && most === undefined
  return [
    figure,
    `${number(hub)} ${unit}`,
    Number.isNaN(floor) ? '–' : `${number(floor)} ${unit}`,
    floor > 0 ? (hub / floor).toFixed(2) : '–',
    limitOf(row),
    isShown ? '' : isMet(row) ? 'met' : 'NOT MET',
  ]
}

/** @param {Row} row */
function limitOf({ unit, limit, most }) {
  if (most !== undefined) return `${number(most)} ${unit}`
  return limit === undefined ? '' : limit.toFixed(2)
}

/**
 * @param {string[]} cells
 * @param {number[]} widths
 */
function lineOf(cells, widths) {
  const padded = cells.map((cell, column) =>
    column === 0 || column === 5
      ? cell.padEnd(widths[column] ?? 0)
      : cell.padStart(widths[column] ?? 0),
  )
  return padded.join('  ').trimEnd()
}

/** @param {number} value with three digits that matter */
function number(value) {
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
