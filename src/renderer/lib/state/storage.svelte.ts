// What the owner does with the stored history as a whole: export, erase, back up.

import type { BellhopApi, ExportProgress } from '../../../shared/ipc'
import { m } from '../../../shared/messages/messages.js'
import type { Formats } from './formats.svelte'
import type { Notices } from './notices.svelte'

export class Storage {
  readonly #api: BellhopApi
  readonly #notices: Notices
  readonly #formats: Formats
  #exporting = $state.raw<ExportProgress | null>(null)
  #isBackingUp = $state(false)

  constructor(api: BellhopApi, notices: Notices, formats: Formats) {
    this.#api = api
    this.#notices = notices
    this.#formats = formats
  }

  /** How far an export is; null = none is under way. */
  get exporting(): ExportProgress | null {
    return this.#exporting
  }
  get isBackingUp(): boolean {
    return this.#isBackingUp
  }

  learnExporting(progress: ExportProgress | null): void {
    this.#exporting = progress
  }

  async export(): Promise<void> {
    const done = await this.#notices.ask(this.#api.exportHistory())
    if (done) {
      const count = this.#formats.number(done.count)
      this.#notices.say(m.storage_exported({ count, name: done.name }))
    }
  }
  async stopExport(): Promise<void> {
    await this.#notices.ask(this.#api.stopExport())
  }

  /** How many an erase up to then would take; null = it could not be asked. */
  async countBefore(before: string): Promise<number | null> {
    return (await this.#notices.ask(this.#api.countBefore({ before }))) ?? null
  }
  async eraseBefore(before: string): Promise<void> {
    const erased = await this.#notices.ask(this.#api.eraseBefore({ before }))
    if (erased) this.#notices.say(m.storage_erased({ count: erased.count }))
  }

  async backUp(): Promise<void> {
    this.#isBackingUp = true
    const made = await this.#notices.ask(this.#api.backUp())
    this.#isBackingUp = false
    if (made) {
      const count = this.#formats.number(made.notifications)
      this.#notices.say(m.storage_backed_up({ count, size: this.#formats.size(made.bytes) }))
    }
  }
  async knowBackupFailure(): Promise<void> {
    await this.#notices.ask(this.#api.knowBackupFailure())
  }
}
