// Who has joined which topic, found from both sides. Names keep the spelling in which they were joined and
// compare as IDs do. Knows neither the store nor what a holder is.

import { foldId } from '../../../shared/protocol/addresses'

type Names = readonly string[]

export class TopicIndex<Holder> {
  readonly #names = new Map<Holder, Names>()
  readonly #holders = new Map<string, Set<Holder>>()

  /** What somebody has joined, as written. */
  of(holder: Holder): Names {
    return this.#names.get(holder) ?? []
  }

  /** Who has joined a topic, by its folded name. */
  holders(fold: string): Iterable<Holder> {
    return this.#holders.get(fold) ?? []
  }

  /** Puts these in the place of what somebody had joined. */
  set(holder: Holder, names: Names): void {
    for (const name of this.of(holder)) this.#leave(holder, foldId(name))
    if (names.length === 0) this.#names.delete(holder)
    else this.#names.set(holder, names)
    for (const name of names) this.#join(holder, foldId(name))
  }

  #join(holder: Holder, fold: string): void {
    const holders = this.#holders.get(fold)
    if (holders) holders.add(holder)
    else this.#holders.set(fold, new Set([holder]))
  }

  #leave(holder: Holder, fold: string): void {
    const holders = this.#holders.get(fold)
    holders?.delete(holder)
    if (holders?.size === 0) this.#holders.delete(fold)
  }
}

/** Both together, each topic once, in the spelling that was first. */
export function withTopics(names: Names, more: Names): Names {
  const byFold = new Map(names.map((name) => [foldId(name), name]))
  for (const name of more) if (!byFold.has(foldId(name))) byFold.set(foldId(name), name)
  return [...byFold.values()]
}

/** What is left of the names without those. */
export function withoutTopics(names: Names, left: Names): Names {
  const folds = new Set(left.map(foldId))
  return names.filter((name) => !folds.has(foldId(name)))
}
