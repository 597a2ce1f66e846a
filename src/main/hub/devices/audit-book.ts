// Writes down who was let in, refused or cut off, for the owner to read. What strangers do is written once a minute for
// each address, so that no flood of theirs washes out what the owner did.

import { AUDIT } from '../../../shared/protocol/limits'
import type { AuditWhat } from '../../../shared/views'
import type { History } from '../history/types'
import type { Clock } from '../ports'

type About = Readonly<{ who?: string; name?: string; address?: string; detail?: string }>

export class AuditBook {
  /** What a stranger did, and when it was last written. Monotonic ms. */
  readonly #told = new Map<string, number>()
  #tellings: number[] = []

  constructor(
    private readonly history: Pick<History, 'audit'>,
    private readonly clock: Clock,
  ) {}

  /** The owner decided something, or somebody came in by what the owner showed. */
  note(what: AuditWhat, { who, name, address, detail }: About): void {
    this.history.audit({
      timeMs: this.clock.nowMs(),
      what,
      who: who ?? null,
      name: name ?? null,
      address: address ?? null,
      detail: detail === undefined ? null : detail.slice(0, AUDIT.detail),
    })
  }

  /** Somebody was refused. */
  refused(what: AuditWhat, address: string, detail?: string): void {
    if (!this.#isNews(`${what} ${address} ${detail ?? ''}`)) return
    this.note(what, { address, ...(detail === undefined ? {} : { detail }) })
  }

  #isNews(key: string): boolean {
    const nowMs = this.clock.monotonicMs()
    const isRecent = (atMs: number | undefined): boolean =>
      atMs !== undefined && nowMs - atMs < AUDIT.refusedEveryMs
    if (isRecent(this.#told.get(key))) return false
    this.#tellings = this.#tellings.filter(isRecent)
    if (this.#tellings.length >= AUDIT.refusedAtOnce) return false
    this.#tellings.push(nowMs)
    for (const [old, atMs] of this.#told) if (!isRecent(atMs)) this.#told.delete(old)
    this.#told.set(key, nowMs)
    return true
  }
}
