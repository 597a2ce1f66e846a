// The bounds of this room: the protocol's own and the few that only matter here. Tests bring shorter ones.

import { readFileSync } from 'node:fs'
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

/** Lowers the number of sockets to what the process's limit of open files leaves room for. */
export function withDescriptors(
  limits: ListenerLimits,
  descriptors: number | null,
): ListenerLimits {
  if (descriptors === null) return limits
  const reserved = Math.min(limits.reservedDescriptors, Math.floor(descriptors / 4))
  return { ...limits, sockets: Math.min(limits.sockets, descriptors - reserved) }
}

/** The soft limit of open files where the system tells it (Linux), else null. */
export function descriptorLimit(): number | null {
  try {
    const [, soft] =
      /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
