// How many letters are kept for whom, and whose oldest goes when there are too many. Pure; knows no tables.

export type LetterLimits = Readonly<{
  /** For one reader. */
  kept: number
  /** For all readers that are no device: a name is made up as quickly as a letter. */
  strangers: number
  inAll: number
}>

type Kept = Readonly<{ count: number; isDevice: boolean }>

const NONE: Kept = { count: 0, isDevice: true }

export class LetterCounts {
  readonly #limits: LetterLimits
  readonly #kept = new Map<string, Kept>()
  /** Who is no device, the one that came first first. */
  readonly #strangers = new Set<string>()
  #total = 0
  #ofStrangers = 0

  constructor(limits: LetterLimits) {
    this.#limits = limits
  }

  get hasAny(): boolean {
    return this.#total > 0
  }

  of(reader: string): Kept {
    return this.#kept.get(reader) ?? NONE
  }

  set(reader: string, kept: Kept): void {
    const before = this.of(reader)
    this.#total += kept.count - before.count
    this.#ofStrangers += strange(kept) - strange(before)
    if (kept.count > 0) this.#kept.set(reader, kept)
    else this.#kept.delete(reader)
    if (strange(kept) > 0) this.#strangers.add(reader)
    else this.#strangers.delete(reader)
  }

  /** Whose oldest has to go now that this one got a letter; null = there is room. */
  loser(reader: string): string | null {
    if (this.of(reader).count > this.#limits.kept) return reader
    if (this.#ofStrangers > this.#limits.strangers)
      return this.#strangers.values().next().value ?? null
    return this.#total > this.#limits.inAll ? this.#fullest() : null
  }

  #fullest(): string | null {
    let fullest: string | null = null
    let most = 0
    for (const [reader, { count }] of this.#kept) {
      if (count > most) [fullest, most] = [reader, count]
    }
    return fullest
  }
}

function strange({ count, isDevice }: Kept): number {
  return isDevice ? 0 : count
}
