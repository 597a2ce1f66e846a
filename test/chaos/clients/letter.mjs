// One publication as its sender keeps it until it has its last answer, and what it looks like on the wire.

import { performance } from 'node:perf_hooks'
import { sumOf } from './device.mjs'

/** What may be tried again, as docs/protocol.md says. */
export const AGAIN = new Set([
  'storage_full',
  'internal',
  'rate_limited',
  'shutting_down',
  'queue_full',
])
export const AGAIN_MS = 150

/** What is to be published. `dueMs`: by `performance.now()`, when it is for later.
 * @typedef {{ to: string[], text: string, receipts?: boolean, dueMs?: number }} Draft */

/** @typedef {{ ref: string, to: string[], body: string, receipts?: boolean, dueMs?: number }} Letter */

/** @param {Letter} letter */
export function contentOf({ ref, to, body, receipts, dueMs }) {
  return {
    ref,
    to,
    body,
    ...(receipts ? { receipts } : {}),
    ...(dueMs === undefined ? {} : { at: new Date(performance.timeOrigin + dueMs).toISOString() }),
  }
}

/**
 * What its sender writes down of it.
 * @param {Letter} letter
 */
export function noteOf({ ref, to, body, receipts, dueMs }) {
  return { ref, to, sum: sumOf(body), ...(receipts ? { receipts } : {}), due: dueMs }
}
