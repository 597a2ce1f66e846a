// One letter on its sheet: what is written, and the files on their way into it, wherever the sheet lies meanwhile. Knows
// no other sheet, and not how one is sent.

import type { BellhopApi, DraftFile } from '../../../shared/ipc'
import type { Format, Priority } from '../../../shared/model'
import { ATTACH } from '../../../shared/protocol/limits'
import { Attaching } from './attaching.svelte'

/** What is written; `at` as a field for local times has it, empty = now. */
export type Letter = Readonly<{
  to: readonly string[]
  title: string
  body: string
  format: Format
  priority: Priority
  at: string
  files: readonly DraftFile[]
}>

/** Nothing written yet. */
export const EMPTY: Letter = {
  to: [],
  title: '',
  body: '',
  format: 'text',
  priority: 3,
  at: '',
  files: [],
}

/** A letter out of what was kept; whatever is wrong with that gives an empty one. */
export function letterOf(text: string | null): Letter {
  try {
    const value = JSON.parse(text ?? '{}') as Partial<Letter>
    const isWhole = Array.isArray(value.to) && typeof value.body === 'string'
    const files = Array.isArray(value.files) ? value.files : []
    return isWhole ? { ...EMPTY, ...value, files } : EMPTY
  } catch {
    return EMPTY
  }
}

/** A letter that is being written. */
export class Sheet {
  #letter = $state.raw<Letter>(EMPTY)
  /** Files that are on their way into it. */
  readonly attaching: Attaching

  /** `onFiles`: others go along than before. */
  constructor(api: BellhopApi, letter: Letter, onFiles: () => void) {
    this.#letter = letter
    this.attaching = new Attaching({
      api,
      room: () => ATTACH.of - this.#letter.files.length,
      onStored: (file) => {
        this.change({ files: [...this.#letter.files, file] })
        onFiles()
      },
    })
  }

  get letter(): Letter {
    return this.#letter
  }
  /** There is something on it, or soon will be. */
  get isBegun(): boolean {
    const { to, title, body, files } = this.#letter
    const isWritten = to.length > 0 || title !== '' || body !== '' || files.length > 0
    return isWritten || this.attaching.underWay.length > 0
  }
  /** Somebody gets it, there is something to get, and all of it is there. */
  get isReady(): boolean {
    const { to, title, body, files } = this.#letter
    const isSomething = title.trim() !== '' || body.trim() !== '' || files.length > 0
    return to.length > 0 && isSomething && this.attaching.underWay.length === 0
  }

  change(change: Partial<Letter>): void {
    this.#letter = { ...this.#letter, ...change }
  }
}
