// Requests to the hub beside the connection, with the device's token.

import { failure } from './outbox'
import type { Failure, Notification, Query, Stored, Upload } from './types'

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
  throw refusalIn(response.status, await response.json().catch(() => null))
}

function refusalIn(status: number, answer: unknown): Failure {
  const { error } = (answer ?? {}) as { error?: Failure }
  return failure(error?.code ?? 'internal', error?.message ?? `HTTP ${status}`, error)
}

/** Of a name, UTF-16 units; its end says what it is. */
const NAME = 1_000

/** Sends a file. */
export async function upload(
  origin: string,
  token: string | null,
  file: Blob,
  { name = (file as Partial<File>).name ?? '', onProgress, signal }: Upload,
): Promise<Stored> {
  const path = '/v1/attachments'
  const headers = {
    'Content-Type': file.type || 'application/octet-stream',
    // Half a sign is no UTF-8.
    'X-Filename': encodeURIComponent(name.slice(-NAME).replace(/\p{Cs}/gu, '\uFFFD')),
  }
  const { XMLHttpRequest } = globalThis as unknown as Readonly<{
    XMLHttpRequest?: new () => Telling
  }>
  if (onProgress && XMLHttpRequest) {
    const fields = token === null ? headers : { ...headers, Authorization: `Bearer ${token}` }
    return uploadTold(new XMLHttpRequest(), origin + path, fields, file, onProgress, signal)
  }
  const init = { method: 'POST', body: file, headers, ...(signal ? { signal } : {}) }
  return (await (await ask(origin, token, path, init)).json()) as Stored
}

/** As much of an XMLHttpRequest as is used: only this older way of browsers tells how far it is. */
type Telling = {
  readonly status: number
  readonly response: unknown
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void }
  responseType: string
  onloadend: () => void
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  send(body: Blob): void
  abort(): void
}

function uploadTold(
  request: Telling,
  url: string,
  fields: Readonly<Record<string, string>>,
  file: Blob,
  onProgress: (share: number) => void,
  signal: AbortSignal | undefined,
): Promise<Stored> {
  request.open('POST', url)
  request.responseType = 'json'
  for (const [field, value] of Object.entries(fields)) request.setRequestHeader(field, value)
  signal?.addEventListener('abort', () => request.abort())
  return new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total)
    request.onloadend = () => {
      const { status, response } = request
      if (status === 201) resolve(response as Stored)
      else if (status > 0) reject(refusalIn(status, response))
      else reject(failure('away', 'The hub was not reached.'))
    }
    request.send(file)
  })
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
