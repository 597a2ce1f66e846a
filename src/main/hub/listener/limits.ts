// The bounds of this room: the protocol's own and the few that only matter here. Tests bring shorter ones.

import { readdirSync, readFileSync } from 'node:fs'
import { FRAME, OUTBOX, PORT } from '../../../shared/protocol/limits'

/** Counts, bytes and ms, as named. */
export type ListenerLimits = { readonly [Name in keyof typeof LISTENER_LIMITS]: number }

export const LISTENER_LIMITS = {
  ...PORT,
  /** The body of a request. */
  bodyBytes: FRAME.trustedTextBytes,
  unfinishedMs: FRAME.unfinishedMs,
  controlPerSecond: FRAME.controlPerSecond,
  /** Nothing of an answer was taken for so long. */
  stalledMs: OUTBOX.stalledMs,
  /** So long nobody has to go who just got a seat: a header may come in two pieces. */
  settleMs: 100,
  /** What is left at least for a header or a handshake of one that had to wait for a seat. */
  afterWaitMs: 2_000,
  /** An open HTTP connection without a request. */
  keepAliveMs: 5_000,
  /** Requests of one connection that wait for their answers. */
  pipelined: 16,
  /** After an early refusal: how much more is read, and for how long, so that the peer sees the answer. */
  lingerBytes: 4 * 1024 * 1024,
  lingerMs: 2_000,
  /** How long a WebSocket may take to answer a close. */
  closeMs: 2_000,
} as const

/** How many files a process may have open, and how many it has. */
export type Descriptors = Readonly<{ limit: number; open: number }>

/** Lowers the number of sockets to what the process can open beside what it has open and what is reserved. */
export function withDescriptors(
  limits: ListenerLimits,
  descriptors: Descriptors | null,
): ListenerLimits {
  if (descriptors === null) return limits
  const { limit, open } = descriptors
  const reserved = Math.min(limits.reservedDescriptors, Math.floor(limit / 4))
  return { ...limits, sockets: Math.max(1, Math.min(limits.sockets, limit - open - reserved)) }
}

/** As the system tells it (Linux), else null. The soft limit is the one that holds. */
export function ownDescriptors(): Descriptors | null {
  try {
    const text = readFileSync('/proc/self/limits', 'utf8')
    const [, soft] = /^Max open files\s+(\d+)/m.exec(text) ?? []
    if (soft === undefined) return null
    return { limit: Number(soft), open: readdirSync('/proc/self/fd').length }
  } catch {
    return null
  }
}
