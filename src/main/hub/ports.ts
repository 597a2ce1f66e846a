// The world as the hub asks for it: log, clock, randomness. Ports, so that tests bring fakes of their own.

import { randomBytes } from 'node:crypto'
import { uptime } from 'node:os'

/** Fields carry ids, sizes, codes and durations; never titles, bodies or tokens. */
export type Log = Readonly<{
  debug: (message: string, fields?: object) => void
  info: (message: string, fields?: object) => void
  warn: (message: string, fields?: object) => void
  error: (message: string, fields?: object) => void
}>

export type Timer = Readonly<{ cancel: () => void }>

export type Clock = Readonly<{
  /** Wall clock, ms since the epoch. Only for what people read and for expiry. */
  nowMs: () => number
  /** Never goes back, ms. For every span and time-out. */
  monotonicMs: () => number
  /** Never goes back or is set either, and goes on while the computer sleeps. Coarse, and not quite cheap. */
  uptimeMs: () => number
  /** Calls once after `ms`; never keeps the process alive. */
  after: (ms: number, call: () => void) => Timer
}>

export type Random = Readonly<{ bytes: (count: number) => Buffer }>

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  uptimeMs: () => uptime() * 1_000,
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    timer.unref()
    return { cancel: () => clearTimeout(timer) }
  },
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) }

/** Bytes drawn at a time: asking for each alone takes longer than all that is done with it. */
const DRAWN = 1_024

/** Numbers from 0 to below 1, each of one random byte. */
export function draws(random: Random): () => number {
  let drawn: Buffer = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at === drawn.length) {
      drawn = random.bytes(DRAWN)
      at = 0
    }
    return drawn.readUInt8(at++) / 256
  }
}
