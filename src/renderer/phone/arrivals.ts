// How what came is put among what is there. Pure.

type One = Readonly<{ id: string; seq: number; replaces?: string }>

/** Those that are not there yet, each once: it may have come live and with the history. */
export function newIn<Item extends One>(
  coming: readonly Item[],
  items: readonly Item[],
): readonly Item[] {
  const known = new Set(items.map(({ id }) => id))
  const each = new Map(coming.map((item) => [item.id, item]))
  return [...each.values()].filter(({ id }) => !known.has(id))
}

/** All of them, newest first, without those that a newer one replaces. */
export function withNew<Item extends One>(
  fresh: readonly Item[],
  items: readonly Item[],
): readonly Item[] {
  const replaced = new Set(fresh.map(({ replaces }) => replaces))
  const all = [...fresh, ...items].filter(({ id }) => !replaced.has(id))
  return all.toSorted((one, other) => other.seq - one.seq)
}
