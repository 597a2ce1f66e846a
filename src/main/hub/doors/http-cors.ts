// What a browser is told about reading across origins: only for those that the owner added, and never for all.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { bare, type Answer } from '../listener/answers'
import type { Evidence } from '../listener/types'

/** Seconds that a browser may remember the answer to a preflight. */
const PREFLIGHT_AGE = '600'

/** Lets a page of an added origin read the answer. */
export function allowReading(response: ServerResponse, peer: Evidence): void {
  if (peer.origin !== 'allowed' || peer.originText === null) return
  response.setHeader('Access-Control-Allow-Origin', peer.originText)
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After')
  response.setHeader('Vary', 'Origin')
}

/** The answer to a browser that asks beforehand; null when it does not, or may not. */
export function preflight(
  request: IncomingMessage,
  peer: Evidence,
  methods: readonly string[],
): Answer | null {
  const isAsked = request.headers['access-control-request-method'] !== undefined
  if (request.method !== 'OPTIONS' || !isAsked || peer.origin !== 'allowed') return null
  return bare(204, {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, X-Device, X-Filename',
    'Access-Control-Max-Age': PREFLIGHT_AGE,
  })
}
