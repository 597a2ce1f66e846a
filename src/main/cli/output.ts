// Standard output for what was asked, standard error for sentences.

import type { Surroundings } from './call'
import { createPaint, table, type Cell, type Paint } from './table'
import { jsonLine } from './text'

export type Output = Readonly<{
  line: (text: string) => void
  json: (value: unknown) => void
  rows: (rows: readonly (readonly Cell[])[]) => void
  /** A sentence beside the answer, on standard error. */
  note: (text: string) => void
  /** How far something is, on a terminal's standard error; the next one stands in its place, and '' in none. */
  progress: (text: string) => void
  paint: Paint
}>

/** Colours and cuts only for a terminal, and colours only without NO_COLOR. */
export function createOutput({ stdout, stderr, env }: Surroundings): Output {
  const isTerminal = stdout.isTTY === true
  const paint = createPaint(isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb')
  const line = (text: string): void => void stdout.write(`${text}\n`)
  return {
    line,
    json: (value) => line(jsonLine(value)),
    rows: (rows) => {
      for (const one of table(rows, paint, isTerminal ? (stdout.columns ?? null) : null)) line(one)
    },
    note: (text) => void stderr.write(`${text}\n`),
    progress: (text) => {
      if (stderr.isTTY === true) stderr.write(`\r${text}\u001B[K`)
    },
    paint,
  }
}
