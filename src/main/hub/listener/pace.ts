// Whether something comes in time: a span for all of it, and a floor of bytes a second beyond. Knows no stream.

import { PORT } from '../../../shared/protocol/limits'
import type { Clock } from '../ports'

export type PaceOptions = Readonly<{
  clock: Clock
  /** How many came so far. */
  bytes: () => number
  onSlow: () => void
  limits?: Readonly<{ bodyMs: number; bodyFloorBytesPerSecond: number }>
}>

export type Pace = Readonly<{
  /** For so many ms it was us who did not read. */
  paused: (ms: number) => void
  stop: () => void
}>

/** Calls once when the bytes are behind their time. */
export function watchPace({ clock, bytes, onSlow, limits = PORT }: PaceOptions): Pace {
  const startMs = clock.monotonicMs()
  let pausedMs = 0
  const check = () => {
    const earnedMs = (bytes() / limits.bodyFloorBytesPerSecond) * 1_000
    const leftMs = startMs + limits.bodyMs + earnedMs + pausedMs - clock.monotonicMs()
    if (leftMs <= 0) onSlow()
    else timer = clock.after(Math.max(1, leftMs), check)
  }
  let timer = clock.after(limits.bodyMs, check)
  return {
    paused: (ms) => (pausedMs += ms),
    stop: () => timer.cancel(),
  }
}
