// What outlives a connection: the token, what was shown, and what waits to be sent. The store is the truth, for another
// page of the same origin may write to it as well; a store that fails is one that forgets. What it has no room for may be
// held in memory.

import type { Store, Waiting } from './types'

/** So many IDs are known as shown. */
const SEEN = 1_000
const OUTBOX = { entries: 1_000, characters: 2_000_000 }

type Name = 'token' | 'seen' | 'seq' | 'outbox'

export class Keeping {
  #seen: Set<string>
  /** Answered, and not written down yet. */
  readonly #answered = new Set<string>()
  /** They wait behind the others, and the store had no room for them. */
  #unkept: readonly Waiting[] = []

  constructor(
    private readonly store: Store,
    /** One for each hub and way to it: what was said encrypted is not said in clear. */
    private readonly prefix: string,
  ) {
    this.#seen = this.#readSeen()
  }

  get token(): string | null {
    return this.#get('token')
  }
  set token(token: string | null) {
    if (token === null) this.#remove('token')
    else this.#set('token', token)
  }

  /** The greatest `seq` that was shown. */
  get seq(): number {
    return Number(this.#get('seq')) || 0
  }

  get outbox(): readonly Waiting[] {
    return [...this.#kept, ...this.#unkept]
  }
  get unkept(): readonly Waiting[] {
    return this.#unkept
  }

  /** Puts one at the end, where it is `kept`; `many` = too many wait, `unkept` = the store did not take it. */
  put(entry: Waiting): 'kept' | 'unkept' | 'many' {
    const entries = [...this.outbox, entry]
    const text = JSON.stringify(entries)
    if (entries.length > OUTBOX.entries || text.length > OUTBOX.characters) return 'many'
    return this.#write(text) ? 'kept' : 'unkept'
  }

  /** Puts one at the end that lasts no longer than this program, or until the store has room. */
  hold(entry: Waiting): void {
    this.#unkept = [...this.#unkept, entry]
  }

  /** It was answered. Until that is written down it may be sent again, which changes nothing. */
  take(ref: string): void {
    const rest = this.#unkept.filter((entry) => entry.ref !== ref)
    if (rest.length === this.#unkept.length) this.#answered.add(ref)
    this.#unkept = rest
  }

  /** Writes down what was answered: together, for each time it is all of the outbox that is written. */
  settle(): void {
    if (this.#answered.size === 0 && this.#unkept.length === 0) return
    if (!this.#write(JSON.stringify(this.outbox)))
      this.#write(JSON.stringify(this.#kept), this.#unkept)
  }

  hasSeen(id: string): boolean {
    return this.#seen.has(id)
  }

  /** These were shown. */
  see(shown: readonly Readonly<{ id: string; seq: number }>[]): void {
    this.reload()
    const all = new Set([...this.#seen, ...shown.map(({ id }) => id)])
    const newest = [...all].slice(-SEEN)
    this.#seen = new Set(newest)
    this.#set('seen', JSON.stringify(newest))
    this.#set('seq', String(Math.max(this.seq, ...shown.map(({ seq }) => seq))))
  }

  /** The hub counts anew. */
  restart(): void {
    this.#remove('seq')
  }

  /** Takes over what another page has shown meanwhile. */
  reload(): void {
    for (const id of this.#readSeen()) this.#seen.add(id)
  }

  forget(): void {
    for (const name of ['token', 'seen', 'seq', 'outbox'] as const) this.#remove(name)
    this.#seen = new Set()
    this.#answered.clear()
    this.#unkept = []
  }

  /** What is in the store and not answered. */
  get #kept(): readonly Waiting[] {
    const value = this.#json('outbox')
    const entries = Array.isArray(value) ? (value as Waiting[]) : []
    return entries.filter(({ ref }) => !this.#answered.has(ref))
  }

  #write(outbox: string, unkept: readonly Waiting[] = []): boolean {
    const isWritten = this.#set('outbox', outbox)
    if (!isWritten) return false
    this.#answered.clear()
    this.#unkept = unkept
    return true
  }

  #readSeen(): Set<string> {
    const value = this.#json('seen')
    return new Set(Array.isArray(value) ? (value as string[]) : [])
  }

  #json(name: Name): unknown {
    try {
      return JSON.parse(this.#get(name) ?? 'null')
    } catch {
      return null
    }
  }

  #get(name: Name): string | null {
    try {
      return this.store.getItem(`${this.prefix} ${name}`)
    } catch {
      return null
    }
  }

  #set(name: Name, value: string): boolean {
    try {
      this.store.setItem(`${this.prefix} ${name}`, value)
      return true
    } catch {
      return false
    }
  }

  #remove(name: Name): void {
    try {
      this.store.removeItem(`${this.prefix} ${name}`)
    } catch {
      // What cannot be reached is not there either.
    }
  }
}

/** A store that lasts as long as the program. */
export function memory(): Store {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}
