// Requests to the hub beside the connection, with the device's token.

import { failure } from './outbox'
import type { Failure, Notification, Query } from './types'

/** Asks one hub, and no other host: that must never see the token. */
export async function ask(
  origin: string,
  token: string | null,
  path: string,
  init: RequestInit,
): Promise<Response> {
  const url = new URL(path, origin)
  if (url.origin !== origin) throw failure('forbidden', 'This is no address of the hub.')
  const headers = new Headers(init.headers)
  if (token !== null) headers.set('Authorization', `Bearer ${token}`)
  const response = await fetch(url, { ...init, headers })
  if (response.ok) return response
  const { error } = (await response.json().catch(() => ({}))) as { error?: Failure }
  throw failure(error?.code ?? 'internal', error?.message ?? `HTTP ${response.status}`, error)
}

/** The path of a page of history. */
export function historyPath(query: Query): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) words.set(name, String(value))
  return `/v1/notifications?${words.toString()}`
}

/** The notifications of a page. */
export async function notificationsIn(response: Response): Promise<readonly Notification[]> {
  return ((await response.json()) as { notifications: Notification[] }).notifications
}
