// What a toast says. Pure but for the language in force: a guest's toast carries none of its text, and a
// body is escaped where the server takes it for markup. Knows nothing of when a toast is shown.

import { markdownText } from '../../shared/markdown/plain'
import { m } from '../../shared/messages/messages'
import { isAnonymous } from '../../shared/protocol/addresses'
import type { FeedItem, RequestView } from '../../shared/views'
import { escapeMarkup, plainLine, plainText } from './plain'
import type { Summary } from './toast-policy'

export type ToastText = Readonly<{ title: string; body: string }>

const TITLE = 120
const BODY = 400
const NAME = 32

/** A notification as a toast. `showsText`: whether a trusted sender's text may be seen. */
export function wordToast(item: FeedItem, showsText: boolean): ToastText {
  if (item.lane === 'guest' || item.lane === 'pending') return wordGuest(item)
  const name = senderOf(item)
  if (!showsText) return { title: name, body: m.toast_hidden() }
  const title = plainLine(item.title ?? '', TITLE)
  const body = bodyOf(item)
  if (title === '') return { title: name, body: body || m.toast_attachment() }
  return { title, body: [body, m.toast_from({ name })].filter((line) => line !== '').join('\n') }
}

/** What stands for the toasts that were held back. */
export function wordSummary(summary: Summary): ToastText {
  return {
    title: m.app_name(),
    body: m.toast_more({ count: summary.count, devices: summary.senders }),
  }
}

/** Somebody asks to be let in. A page is named by where it is from, not by what it calls itself. */
export function wordRequest(request: RequestView): ToastText {
  return { title: m.toast_request_title(), body: m.toast_request({ name: askerOf(request) }) }
}

/** The window was closed and the hub goes on: said once. */
export function wordStaysInTray(): ToastText {
  return { title: m.toast_tray_title(), body: m.toast_tray() }
}

/** The text as the system's server wants it. Only a body is ever markup. */
export function forServer(text: ToastText, takesMarkup: boolean): ToastText {
  return takesMarkup ? { ...text, body: escapeMarkup(text.body) } : text
}

/** Only an ID that the hub itself made is said: all else of a guest is the guest's own text. */
function wordGuest(item: FeedItem): ToastText {
  const isOurs = /^guest-[A-Za-z0-9._-]{1,32}$/.test(item.from.id)
  return {
    title: m.toast_guest_title(),
    body: isOurs ? m.toast_guest_named({ id: item.from.id }) : m.toast_guest(),
  }
}

/** A program that gave no name of its own is not called by the number that the hub gave it. */
function senderOf({ from, lane }: FeedItem): string {
  if (lane === 'local' && isAnonymous(from.id)) return m.sender_program()
  return plainLine(from.name || from.id, NAME)
}

function bodyOf(item: FeedItem): string {
  const body = (item.body ?? '').slice(0, BODY * 1.5)
  return plainText(item.format === 'markdown' ? markdownText(body) : body, BODY)
}

function askerOf(request: RequestView): string {
  if (request.origin === null)
    return plainLine(request.name, NAME) || plainLine(request.address, NAME)
  return /^https?:/.test(request.origin)
    ? m.toast_page_at({ origin: plainLine(request.origin, 64) })
    : m.toast_page()
}
