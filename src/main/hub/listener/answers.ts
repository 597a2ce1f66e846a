// Answers as values, and how they are written: on Node's response, or on a socket from which its parser is gone.

import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ERRORS, refuse, type Refusal } from '../../../shared/protocol/errors'

/** A whole answer; the fields that every answer has come on top. */
export type Answer = Readonly<{
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}>

/** What every answer of the port says to browsers. */
export const COMMON_FIELDS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const

/** An answer without a body. */
export function bare(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: '' }
}

/** A value as JSON. */
export function json(status: number, value: unknown): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  return { status, headers, body: JSON.stringify(value) }
}

/** A refusal with its status of the table. */
export function answerOf({ code, message, field, retryAfter }: Refusal): Answer {
  const error = { code, message, ...(field === undefined ? {} : { field }) }
  const answer = json(ERRORS[code].http, { error })
  if (retryAfter === undefined) return answer
  return { ...answer, headers: { ...answer.headers, 'Retry-After': String(Math.ceil(retryAfter)) } }
}

/** 405, with what would have been taken. */
export function badMethod(methods: readonly string[]): Answer {
  const answer = answerOf(refuse('bad_method'))
  return { ...answer, headers: { ...answer.headers, Allow: methods.join(', ') } }
}

/** 403 that tells nothing. */
export const CLOSED_DOOR = bare(403)
export const MALFORMED = answerOf(
  refuse('bad_frame', { message: 'This hub cannot read that request.' }),
)

/** Every field of an answer. A 204 has no length (RFC 9110). */
export function fieldsOf({ status, headers, body }: Answer): Record<string, string> {
  const length = status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  return { ...COMMON_FIELDS, ...headers, ...length }
}

/** Answers a request whose body was read, or that has none. A HEAD gets the fields alone. */
export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, fieldsOf(answer))
  response.end(response.req.method === 'HEAD' ? undefined : answer.body)
}

/** Answers on the bare socket, and ends it. */
export function sendRaw(socket: Duplex, answer: Answer, request?: IncomingMessage): void {
  if (!socket.writable) return void socket.destroy()
  const fields = Object.entries({ ...fieldsOf(answer), Connection: 'close' })
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${request?.method === 'HEAD' ? '' : answer.body}`)
}
