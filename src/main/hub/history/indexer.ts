// Brings the index of searches up to what is stored, behind everybody's back: in small steps, a few of them at a
// time, newest first. Knows what of a notification can be searched.

import { fold, wordsOf } from '../../../shared/words'
import type { Database } from './database'
import { boundsOf, partOf, type Part, type SearchIndex } from './search-index'
import type { Totals } from './totals'

/** How long one step may take, ms. */
const STEP_MS = 3
/** What all steps of one tick may take: while others write, and while nobody does. */
const BUSY_MS = 10
const QUIET_MS = 200
/** Rows that are read at once. */
const ROWS = 50

type TextRow = {
  seq: number
  title: string | null
  body: string | null
  tags: string | null
  from_id: string
  from_name: string
}

const TEXTS = 'seq, title, body, tags, from_id, from_name'

export class Indexer {
  readonly #database: Database
  readonly #index: SearchIndex
  readonly #totals: Totals

  constructor(database: Database, index: SearchIndex, totals: Totals) {
    this.#database = database
    this.#index = index
    this.#totals = totals
  }

  /** Whether there is something to do. */
  isBehind(): boolean {
    if (!this.#index.isOpen) return !this.#index.wasOpened
    return this.#behind() !== null || this.#reworded().length > 0
  }

  /** For a while; `isBusy` tells whether others wrote since this began. */
  *work(isBusy: () => boolean): Generator<void, void> {
    let spentMs = 0
    try {
      while (this.#index.isOpen && spentMs < (isBusy() ? BUSY_MS : QUIET_MS)) {
        const startedMs = performance.now()
        if (!this.#step(startedMs + STEP_MS)) break
        spentMs += performance.now() - startedMs
        yield
      }
      this.#index.commit()
    } catch (error) {
      this.#index.recover(error)
    }
  }

  /** Answers whether there was something to do. */
  #step(untilMs: number): boolean {
    if (this.#mend(untilMs) || this.#dropOld()) return true
    const part = this.#behind()
    if (part === null) return false
    this.#fill(part, untilMs)
    return true
  }

  /** What changed after it was indexed. The note goes last, since doing all of it again is harmless. */
  #mend(untilMs: number): boolean {
    const done: number[] = []
    for (const seq of this.#reworded()) {
      this.#mendOne(seq)
      done.push(seq)
      if (performance.now() >= untilMs) break
    }
    if (done.length === 0) return false
    this.#index.commit()
    const forget = this.#database.prepare('DELETE FROM reworded WHERE seq = ?')
    this.#database.jot(() => {
      for (const seq of done) forget.run(seq)
    })
    return true
  }

  #mendOne(seq: number): void {
    if (seq > this.#index.throughOf(partOf(seq))) return
    this.#index.remove(seq)
    const row = this.#database
      .prepare(`SELECT ${TEXTS} FROM notifications WHERE seq = ?`)
      .get(seq) as TextRow | undefined
    if (row) this.#index.add(seq, wordsOfRow(row))
  }

  #reworded(): number[] {
    const rows = this.#database.prepare(`SELECT seq FROM reworded LIMIT ${ROWS}`).all()
    return (rows as { seq: number }[]).map(({ seq }) => seq)
  }

  /** A part of which nothing is kept any more. */
  #dropOld(): boolean {
    const first = partOf(this.#oldest())
    const old = [...this.#index.parts()].find((part) => part < first)
    if (old === undefined) return false
    this.#index.drop(old)
    return true
  }

  /** The newest part that is not complete. */
  #behind(): Part | null {
    const newest = this.#totals.seq
    if (newest === 0) return null
    const first = partOf(this.#oldest())
    for (let part = partOf(newest); part >= first; part--)
      if (this.#index.throughOf(part) < Math.min(boundsOf(part).last, newest)) return part
    return null
  }

  #fill(part: Part, untilMs: number): void {
    const last = Math.min(boundsOf(part).last, this.#totals.seq)
    let through = this.#index.throughOf(part)
    do {
      const rows = this.#rows(through, last)
      through = rows.length < ROWS ? last : (rows.at(-1)?.seq ?? last)
      for (const row of rows) {
        this.#index.add(row.seq, wordsOfRow(row))
        if (performance.now() < untilMs) continue
        if (row !== rows.at(-1)) through = row.seq
        break
      }
    } while (through < last && performance.now() < untilMs)
    this.#index.reach(part, through)
  }

  #rows(after: number, last: number): TextRow[] {
    return this.#database
      .prepare(
        `SELECT ${TEXTS} FROM notifications WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ${ROWS}`,
      )
      .all(after, last) as TextRow[]
  }

  #oldest(): number {
    const row = this.#database.prepare('SELECT min(seq) AS seq FROM notifications').get() as {
      seq: number | null
    }
    return row.seq ?? this.#totals.seq
  }
}

function wordsOfRow({ title, body, tags, from_id, from_name }: TextRow): string {
  const all = tags === null ? [] : (JSON.parse(tags) as string[])
  const texts = [title ?? '', body ?? '', ...all, from_name, from_id]
  return texts.flatMap((text) => wordsOf(fold(text))).join(' ')
}
