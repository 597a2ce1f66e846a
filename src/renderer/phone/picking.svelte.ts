// The files that are to go with a message which is still being written, and why one cannot. Knows no view and no hub.

import { m } from '../../shared/messages/messages.js'
import { ATTACH } from '../../shared/protocol/limits'
import type { Formats } from '../lib/state/formats.svelte'
import { bytesOf, type Sendings } from './sendings.svelte'

export class Picking {
  #files = $state.raw<readonly File[]>([])
  #problem = $state('')
  readonly #formats: Formats
  readonly #sendings: Sendings

  constructor(phone: Readonly<{ formats: Formats; sendings: Sendings }>) {
    this.#formats = phone.formats
    this.#sendings = phone.sendings
  }

  get files(): readonly File[] {
    return this.#files
  }
  /** Why the last one is not among them; '' = it is. */
  get problem(): string {
    return this.#problem
  }

  /** Each for itself: one that cannot go keeps no other from it. */
  add(picked: readonly File[]): void {
    this.#problem = ''
    for (const file of picked) {
      const why = this.#whyNot(file)
      if (why === null) this.#files = [...this.#files, file]
      else this.#problem = why
    }
  }

  leaveOut(file: File): void {
    this.#problem = ''
    this.#files = this.#files.filter((other) => other !== file)
  }

  /** Hands them over: there are none any more. */
  take(): readonly File[] {
    const files = this.#files
    this.#files = []
    this.#problem = ''
    return files
  }

  #whyNot({ name, size }: File): string | null {
    if (this.#files.length >= ATTACH.of) return m.phone_file_many({ most: ATTACH.of })
    if (size === 0) return m.phone_file_empty({ name })
    if (size > ATTACH.bytes) {
      return m.phone_file_large({ name, most: this.#formats.size(ATTACH.bytes) })
    }
    return this.#sendings.hasRoom(bytesOf(this.#files) + size) ? null : m.phone_file_room({ name })
  }
}
