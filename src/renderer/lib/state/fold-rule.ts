// Which notifications of a list stand folded under a newer one of the same sender. Pure but for what it remembers of the list:
// what stood there unfolded is never hidden by what merely changed. Knows no component.

import type { NotificationId } from '../../../shared/model'
import type { FeedItem } from '../../../shared/views'

/** So many in a row of one sender, none later than this after the one before, are a fold. */
const MANY = 4
const APART_MS = 10 * 60_000
/** So many that are gone are remembered without harm. */
const SPARE = 1_000

type Ids = Set<NotificationId>

/** What a list was like until now. */
export type FoldMemory = Readonly<{
  seen: Ids
  hidden: Ids
  /** Had to be seen for themselves when they came: they part what is before them from what is after. */
  standing: Ids
  /** Were looked at: no arrival hides them. */
  kept: Ids
}>

/** Of a list that is shown anew. */
export function emptyMemory(): FoldMemory {
  return { seen: new Set(), hidden: new Set(), standing: new Set(), kept: new Set() }
}

/** Urgent, or waiting for an answer: such a one is hidden by nobody. */
function mustStand(item: FeedItem): boolean {
  return item.priority === 5 || (!item.isRead && (item.actions?.length ?? 0) > 0)
}

function goesOn(one: FeedItem, next: FeedItem, dayOf: (ms: number) => number): boolean {
  if (one.from.id !== next.from.id || one.lane !== next.lane) return false
  const oneMs = Date.parse(one.time)
  const nextMs = Date.parse(next.time)
  return Math.abs(oneMs - nextMs) <= APART_MS && dayOf(oneMs) === dayOf(nextMs)
}

/** Runs of one sender, without those that must stand by themselves. */
function runsOf(
  items: readonly FeedItem[],
  { standing }: FoldMemory,
  dayOf: (ms: number) => number,
): FeedItem[][] {
  const runs: FeedItem[][] = []
  let run: FeedItem[] = []
  for (const item of items) {
    const last = run.at(-1)
    const isAlone = standing.has(item.id) || mustStand(item)
    if (isAlone || last === undefined || !goesOn(last, item, dayOf)) {
      if (run.length >= MANY) runs.push(run)
      run = []
    }
    if (!isAlone) run.push(item)
  }
  if (run.length >= MANY) runs.push(run)
  return runs
}

/** Forgets what is not in the list any more, once that is the most of it. */
function prune(items: readonly FeedItem[], memory: FoldMemory): void {
  if (memory.seen.size <= 2 * items.length + SPARE) return
  const there = new Set(items.map(({ id }) => id))
  for (const ids of Object.values(memory)) {
    for (const id of ids) if (!there.has(id)) ids.delete(id)
  }
}

/**
 * The folded ones by the newest of their run, which stands. What is new to the list may be hidden, and so may what it comes
 * to stand before; everything else stays as it was.
 */
export function foldsIn(
  items: readonly FeedItem[],
  memory: FoldMemory,
  dayOf: (ms: number) => number,
): Map<NotificationId, FeedItem[]> {
  const { seen, hidden, standing, kept } = memory
  for (const item of items) {
    if (!seen.has(item.id) && mustStand(item)) standing.add(item.id)
  }
  const folds = new Map<NotificationId, FeedItem[]>()
  for (const [head, ...others] of runsOf(items, memory, dayOf)) {
    if (head === undefined) continue
    const isFresh = !seen.has(head.id)
    const folded = others.filter(
      ({ id }) => hidden.has(id) || !seen.has(id) || (isFresh && !kept.has(id)),
    )
    hidden.delete(head.id)
    for (const { id } of folded) hidden.add(id)
    if (folded.length > 0) folds.set(head.id, folded)
  }
  for (const { id } of items) seen.add(id)
  prune(items, memory)
  return folds
}
