// The log of who was let in, refused or cut off, as far as it was read.

import type { BellhopApi } from '../../../shared/ipc'
import type { AuditEntry } from '../../../shared/views'
import type { Notices } from './notices.svelte'

const PAGE = 50

export class Audit {
  readonly #api: BellhopApi
  readonly #notices: Notices
  #entries = $state.raw<readonly AuditEntry[] | null>(null)
  #hasMore = $state(false)

  constructor(api: BellhopApi, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  /** Newest first; null = not read yet. */
  get entries(): readonly AuditEntry[] | null {
    return this.#entries
  }
  get hasMore(): boolean {
    return this.#hasMore
  }

  /** Reads it from the newest on. */
  async load(): Promise<void> {
    const page = await this.#notices.ask(this.#api.audit({ limit: PAGE }))
    if (page !== undefined) this.#take([], page)
  }

  /** Reads on into the past. */
  async more(): Promise<void> {
    const before = this.#entries?.at(-1)?.id
    if (before === undefined || !this.#hasMore) return
    const page = await this.#notices.ask(this.#api.audit({ before, limit: PAGE }))
    if (page !== undefined) this.#take(this.#entries ?? [], page)
  }

  /** Names or origins that were refused lately, each once, but for those that are allowed by now. */
  refused(what: 'refused_host' | 'refused_origin', allowed: readonly string[]): readonly string[] {
    const found = (this.#entries ?? []).flatMap((entry) =>
      entry.what === what && entry.detail !== null && !allowed.includes(entry.detail)
        ? [entry.detail]
        : [],
    )
    return found.filter((name, at) => found.indexOf(name) === at).slice(0, 5)
  }

  #take(known: readonly AuditEntry[], page: readonly AuditEntry[]): void {
    this.#entries = [...known, ...page]
    this.#hasMore = page.length === PAGE
  }
}
