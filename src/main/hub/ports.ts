// The world as the hub asks for it: log, clock, randomness. Ports, so that tests bring fakes of their own.

import { randomBytes } from 'node:crypto'

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
  /** Calls once after `ms`; never keeps the process alive. */
  after: (ms: number, call: () => void) => Timer
}>

export type Random = Readonly<{ bytes: (count: number) => Buffer }>

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    timer.unref()
    return { cancel: () => clearTimeout(timer) }
  },
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) }
