// Which notification becomes a toast. Pure: the notification, the settings, the window's focus and the time go
// in, a verdict with its reason comes out. Knows neither words nor the system's notifications.

import type { Priority } from '../../shared/model'
import type { FeedItem } from '../../shared/views'

/** How long one sender, or the summary, keeps quiet after a toast. */
export const QUIET_MS = 3_000
/** The span over which toasts are counted. */
const SPAN_MS = 10_000

/** Toasts within a span, by who asks: what is left over belongs to those after it. */
const BUDGET = { guest: 4, ordinary: 10, urgent: 13, summary: 17 } as const
/** Requests are counted apart, so that neither starves the other. */
const REQUESTS = 3

export type ToastContext = Readonly<{
  /** The setting: whether there are toasts at all. */
  toasts: boolean
  /** Only urgent ones ring for now. */
  isPaused: boolean
  /** The setting: which priorities make any. */
  priorities: readonly Priority[]
  /** Whether the person looks at the window now. */
  isFocused: boolean
  /** Never goes back, ms. */
  nowMs: number
}>

export type Verdict =
  | Readonly<{ kind: 'show'; reason: 'new' | 'urgent'; isUrgent: boolean; isSilent: boolean }>
  | Readonly<{ kind: 'fold'; reason: 'same_sender' | 'too_many' }>
  | Readonly<{
      kind: 'none'
      reason: 'off' | 'not_for_hub' | 'forwarded' | 'replaced' | 'low_priority' | 'paused'
    }>

/** What the policy remembers between two notifications. */
export type ToastMemory = Readonly<{
  /** When each sender last had a toast; only what still matters. */
  lastOf: ReadonlyMap<string, number>
  shownAt: readonly number[]
  folded: Readonly<{ count: number; senders: ReadonlySet<string>; sinceMs: number }> | null
}>

export const EMPTY_MEMORY: ToastMemory = { lastOf: new Map(), shownAt: [], folded: null }

/** The verdict on one notification, and what to remember after it. */
export function decideToast(
  memory: ToastMemory,
  item: FeedItem,
  context: ToastContext,
): Readonly<{ verdict: Verdict; memory: ToastMemory }> {
  const silence = reasonForNone(item, context)
  if (silence) return { verdict: { kind: 'none', reason: silence }, memory }
  const recent = forgetOld(memory, context.nowMs)
  const isUrgent = item.priority === 5
  if (!isUrgent && recent.lastOf.has(item.from.id))
    return fold(recent, item, context, 'same_sender')
  if (recent.shownAt.length >= BUDGET[budgetOf(item)])
    return fold(recent, item, context, 'too_many')
  const reason = isUrgent ? 'urgent' : 'new'
  return {
    verdict: { kind: 'show', reason, isUrgent, isSilent: context.isFocused && !isUrgent },
    memory: {
      ...recent,
      lastOf: new Map(recent.lastOf).set(item.from.id, context.nowMs),
      shownAt: [...recent.shownAt, context.nowMs],
    },
  }
}

export type Summary = Readonly<{ count: number; senders: number }>

/** When what was folded is to be told, on the clock of `nowMs`; null = nothing was folded. */
export function summaryDueAt(memory: ToastMemory): number | null {
  return memory.folded && memory.folded.sinceMs + QUIET_MS
}

/** What was folded, as one toast; null when there is nothing, or no room for it yet. */
export function takeSummary(
  memory: ToastMemory,
  context: ToastContext,
): Readonly<{ summary: Summary | null; memory: ToastMemory }> {
  const { folded } = memory
  if (!folded) return { summary: null, memory }
  if (!context.toasts || context.isPaused)
    return { summary: null, memory: { ...memory, folded: null } }
  const recent = forgetOld(memory, context.nowMs)
  if (recent.shownAt.length >= BUDGET.summary) {
    return { summary: null, memory: { ...recent, folded: { ...folded, sinceMs: context.nowMs } } }
  }
  return {
    summary: { count: folded.count, senders: folded.senders.size },
    memory: { ...recent, folded: null, shownAt: [...recent.shownAt, context.nowMs] },
  }
}

/** Whether somebody new who asks to be let in may ring, and when such toasts were shown. */
export function mayRingForRequest(
  rungAt: readonly number[],
  { toasts, isPaused, nowMs }: ToastContext,
): Readonly<{ may: boolean; rungAt: readonly number[] }> {
  const recent = rungAt.filter((atMs) => nowMs - atMs < SPAN_MS)
  const may = toasts && !isPaused && recent.length < REQUESTS
  return { may, rungAt: may ? [...recent, nowMs] : recent }
}

function reasonForNone(item: FeedItem, context: ToastContext) {
  if (!context.toasts) return 'off'
  if (!item.isForHub) return 'not_for_hub'
  if (item.forwarded) return 'forwarded'
  if (item.isQuiet) return 'replaced'
  if (!context.priorities.includes(item.priority)) return 'low_priority'
  return context.isPaused && item.priority < 5 ? 'paused' : null
}

function budgetOf(item: FeedItem): keyof typeof BUDGET {
  if (item.lane === 'guest' || item.lane === 'pending') return 'guest'
  return item.priority === 5 ? 'urgent' : 'ordinary'
}

function fold(
  memory: ToastMemory,
  item: FeedItem,
  context: ToastContext,
  reason: 'same_sender' | 'too_many',
): Readonly<{ verdict: Verdict; memory: ToastMemory }> {
  const before = memory.folded ?? { count: 0, senders: new Set<string>(), sinceMs: context.nowMs }
  const senders = before.senders.has(item.from.id)
    ? before.senders
    : new Set([...before.senders, item.from.id])
  return {
    verdict: { kind: 'fold', reason },
    memory: { ...memory, folded: { ...before, senders, count: before.count + 1 } },
  }
}

function forgetOld(memory: ToastMemory, nowMs: number): ToastMemory {
  return {
    ...memory,
    lastOf: new Map([...memory.lastOf].filter(([, atMs]) => nowMs - atMs < QUIET_MS)),
    shownAt: memory.shownAt.filter((atMs) => nowMs - atMs < SPAN_MS),
  }
}
