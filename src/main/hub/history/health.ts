// What the store's errors say about the disk and the file. Knows no tables.

import { faultOf } from './faults'

/** Ids, codes and sizes only, as in every log. */
export type Warn = (message: string, fields: object) => void

/** What somebody is told whose write failed for everybody. */
export type FailureCode = 'storage_full' | 'internal'

export class Health {
  /** The disk refuses writes, or did when it was last tried. */
  isFull = false
  readonly #warn: Warn
  #broken: string | null = null

  constructor(warn: Warn) {
    this.#warn = warn
  }

  /** Why the file must not be used any more; null while it may. */
  get broken(): string | null {
    return this.#broken
  }

  /** Remembers what an error says. */
  blame(error: unknown): FailureCode {
    const fault = faultOf(error)
    this.#warn('the history could not be used', { fault, error: textOf(error) })
    if (fault === 'storage') this.isFull = true
    if (fault === 'damage') this.#broken ??= 'The history file is damaged.'
    return fault === 'storage' ? 'storage_full' : 'internal'
  }

  /** An error that concerns one thing alone; throws it on if it concerns the whole file or disk. */
  contain(error: unknown, message: string, fields: object): void {
    if (faultOf(error) !== 'other') throw error
    this.#warn(message, { ...fields, error: textOf(error) })
  }
}

/** An error in one line, for the log. */
export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
