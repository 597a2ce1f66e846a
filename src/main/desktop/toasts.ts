// Native notifications: shows what the policy says, in the words of toast-words.ts, and brings a click back.
// Decides nothing itself.

import { nativeImage, Notification } from 'electron'
import type { NotificationId } from '../../shared/model'
import { isHushed } from '../../shared/quiet'
import { priorityOf } from '../../shared/retention'
import type { Settings } from '../../shared/settings'
import type { FeedItem, RequestView } from '../../shared/views'
import { APP_ICON } from './icon-data'
import type { Log } from './log'
import {
  decideToast,
  EMPTY_MEMORY,
  mayRingForRequest,
  summaryDueAt,
  takeSummary,
  type ToastContext,
} from './toast-policy'
import { createToastServer, type ToastServer } from './toast-server'
import {
  forServer,
  wordRequest,
  wordStaysInTray,
  wordSummary,
  wordToast,
  type ToastText,
} from './toast-words'

/** So many are kept for a click; older ones still stand in the window. */
const KEPT = 50

export type Toasts = Readonly<{
  arrived: (items: readonly FeedItem[]) => void
  /** Rings for those that were not there before. */
  requests: (requests: readonly RequestView[]) => void
  sayStaysInTray: () => void
  stop: () => void
}>

export type ToastOptions = Readonly<{
  settings: () => Settings
  isFocused: () => boolean
  /** Shows the window, and in it a notification. */
  open: (id: NotificationId | null) => void
  log: Log
}>

/** Toasts by the policy. */
export function createToasts(options: ToastOptions): Toasts {
  const { settings, log } = options
  const server = createToastServer(process.platform, () => performance.now(), log)
  const show = toastShower(options.open, server)
  let memory = EMPTY_MEMORY
  let timer: NodeJS.Timeout | null = null
  let known = new Set<string>()
  let rungAt: readonly number[] = []

  const context = (): ToastContext => ({
    toasts: settings().toasts,
    isPaused: isHushed(settings(), Date.now()),
    priorities: settings().toastPriorities.map(priorityOf),
    isFocused: options.isFocused(),
    nowMs: performance.now(),
  })
  const tellFolded = (): void => {
    timer = null
    const taken = takeSummary(memory, context())
    memory = taken.memory
    if (taken.summary) show(wordSummary(taken.summary), null, { isUrgent: false, isSilent: true })
    waitForFolded()
  }
  const waitForFolded = (): void => {
    const dueAt = summaryDueAt(memory)
    if (dueAt === null || timer) return
    timer = setTimeout(tellFolded, Math.max(0, dueAt - performance.now()))
    timer.unref()
  }
  const arrive = (item: FeedItem): void => {
    const { verdict, memory: next } = decideToast(memory, item, context())
    memory = next
    log.debug('toast', { id: item.id, verdict: verdict.kind, reason: verdict.reason })
    if (verdict.kind === 'show') show(wordToast(item, settings().toastText), item.id, verdict)
  }
  const ring = (request: RequestView): void => {
    const decided = mayRingForRequest(rungAt, context())
    rungAt = decided.rungAt
    log.debug('toast for a request', { verdict: decided.may ? 'show' : 'none' })
    if (decided.may) show(wordRequest(request), null, { isUrgent: false, isSilent: false })
  }
  return {
    arrived: (items) => {
      items.forEach(arrive)
      waitForFolded()
    },
    requests: (requests) => {
      requests.filter(({ key }) => !known.has(key)).forEach(ring)
      known = new Set(requests.map(({ key }) => key))
    },
    sayStaysInTray: () => show(wordStaysInTray(), null, { isUrgent: false, isSilent: true }),
    stop: () => {
      if (timer) clearTimeout(timer)
    },
  }
}

type Manner = Readonly<{ isUrgent: boolean; isSilent: boolean }>

/** Shows toasts, and keeps them while they may be clicked: a collected one would tell of no click. */
function toastShower(open: (id: NotificationId | null) => void, server: ToastServer) {
  const kept = new Set<Notification>()
  return (text: ToastText, id: NotificationId | null, { isUrgent, isSilent }: Manner): void => {
    if (!Notification.isSupported()) return
    const toast = new Notification({
      ...forServer(text, server.takesMarkup()),
      icon: nativeImage.createFromDataURL(APP_ICON),
      silent: isSilent,
      urgency: isUrgent ? 'critical' : 'normal',
      timeoutType: isUrgent ? 'never' : 'default',
    })
    kept.add(toast)
    for (const oldest of kept) if (kept.size > KEPT) kept.delete(oldest)
    toast.once('close', () => kept.delete(toast))
    toast.once('click', () => {
      kept.delete(toast)
      open(id)
    })
    toast.show()
  }
}
