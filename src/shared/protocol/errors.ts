// The one table of error codes: what each means to a peer, to a socket and to HTTP. docs/protocol.md repeats
// it, and a test compares the two.

type Row = Readonly<{
  /** HTTP status of the answer. */
  http: number
  /** Close code, where this error ends a WebSocket connection. */
  close?: number
  /** Whether the same request may succeed later. */
  retry: boolean
  /** A plain sentence for a person. */
  sentence: string
}>

export const ERRORS = {
  bad_frame: {
    http: 400,
    retry: false,
    sentence: 'This could not be read: it is nested too deep, has too many keys, or is no JSON.',
  },
  bad_field: { http: 400, retry: false, sentence: 'A field has a value that is not allowed.' },
  unknown_type: { http: 400, retry: false, sentence: 'This hub knows no command of that type.' },
  unauthorized: {
    http: 401,
    close: 1008,
    retry: false,
    sentence: 'The token is wrong, or this ID needs one.',
  },
  not_trusted: {
    http: 403,
    retry: false,
    sentence: 'Not allowed before the owner of the hub lets this device in.',
  },
  tls_required: {
    http: 403,
    retry: false,
    sentence: 'This needs an encrypted connection. Scan the QR code instead, or use https.',
  },
  pairing_closed: {
    http: 403,
    retry: false,
    sentence:
      'The code is wrong or was used, or no pairing is open. Choose “Connect a device” at the hub.',
  },
  forbidden: {
    http: 403,
    retry: false,
    sentence: 'This host name or web origin is not allowed here.',
  },
  public_peer: { http: 403, retry: false, sentence: 'This hub answers its own network only.' },
  unknown_recipient: {
    http: 404,
    retry: false,
    sentence: 'None of the receivers is known. Nothing was stored.',
  },
  unknown_id: { http: 404, retry: false, sentence: 'There is no such notification for you.' },
  not_found: { http: 404, retry: false, sentence: 'There is nothing at this address.' },
  bad_method: { http: 405, retry: false, sentence: 'This address does not take that method.' },
  ref_conflict: {
    http: 409,
    retry: false,
    sentence: 'This ref was used before with other content.',
  },
  id_taken: { http: 409, retry: false, sentence: 'This ID belongs to another device.' },
  too_large: { http: 413, close: 1009, retry: false, sentence: 'This is too large.' },
  unsupported_type: {
    http: 415,
    retry: false,
    sentence: 'This type or encoding of content is not understood.',
  },
  rate_limited: { http: 429, retry: true, sentence: 'Too many at once. Wait a moment.' },
  internal: { http: 500, retry: true, sentence: 'Something went wrong in the hub.' },
  shutting_down: { http: 503, retry: true, sentence: 'The hub is stopping.' },
  storage_full: {
    http: 507,
    retry: true,
    sentence: 'The hub cannot write to its disk. Nothing was stored.',
  },
  queue_full: {
    http: 507,
    retry: true,
    sentence: 'The queue of every receiver is full. Nothing was stored.',
  },
} as const satisfies Record<string, Row>

export type ErrorCode = keyof typeof ERRORS

/** A refusal as a value: the peer's fault, to be answered and not thrown. */
export type Refusal = Readonly<{
  code: ErrorCode
  message: string
  field?: string
  /** Seconds. */
  retryAfter?: number
}>

/** A refusal with its code's own sentence, or a better one. */
export function refuse(code: ErrorCode, more: Partial<Omit<Refusal, 'code'>> = {}): Refusal {
  return { code, message: ERRORS[code].sentence, ...more }
}

/** The world's fault, or ours: thrown, and caught once at each door. */
export class BellhopError extends Error {
  override readonly name = 'BellhopError'
  constructor(
    readonly code: ErrorCode,
    message: string = ERRORS[code].sentence,
    options: { cause?: unknown } = {},
  ) {
    super(message, options)
  }
}
