// The pages of a damaged history, from its file and its log. Knows no tables.

import { openBytes, PAGE_BYTES, type Bytes } from './bytes'
import { readLog, type LogPages } from './log'

/** A history's pages by their numbers, from 1, as its last whole commits left them. */
export class Pages {
  readonly count: number
  readonly #file: Bytes
  readonly #log: Bytes
  readonly #inLog: LogPages

  constructor(database: string, wal: string) {
    this.#file = openBytes(database)
    this.#log = openBytes(wal)
    this.#inLog = readLog(this.#log)
    const inFile = Math.floor(this.#file.size / PAGE_BYTES)
    this.count = [...this.#inLog.offsets.keys()].reduce(
      (most, page) => Math.max(most, page),
      inFile,
    )
  }

  /** null: it is not there. */
  read(page: number): Buffer | null {
    const offset = this.#inLog.offsets.get(page)
    if (offset !== undefined) return this.#log.read(offset, PAGE_BYTES)
    return page < 1 ? null : this.#file.read((page - 1) * PAGE_BYTES, PAGE_BYTES)
  }

  /** Whether a newer content of this page may be lost. */
  isOutdated(page: number): boolean {
    return this.#inLog.lost.has(page)
  }

  close(): void {
    this.#file.close()
    this.#log.close()
  }
}
