// Ends a WebSocket whose peer begins a message and falls silent, or floods it with control frames. Both can
// only be seen below `ws`: it watches the raw stream beside it.

import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { CLOSE } from '../../../shared/protocol/frames'
import type { Clock, Timer } from '../ports'
import { FrameWatch } from './frame-watch'
import type { ListenerLimits } from './limits'

/** Begins to watch; must be called before the first byte flows. `onHeard` is called for every chunk. */
export function watchSocket(
  socket: WebSocket,
  raw: Duplex,
  limits: ListenerLimits,
  clock: Clock,
  onHeard: () => void,
): void {
  const frames = new FrameWatch()
  const isFlooded = floodGauge(frames, limits, clock)
  const unfinished = unfinishedTimer(frames, raw, limits, clock, () =>
    socket.close(CLOSE.policy, 'a message was begun and not finished'),
  )
  const onData = (chunk: Buffer) => {
    frames.feed(chunk)
    onHeard()
    unfinished.follow()
    if (!isFlooded()) return
    raw.off('data', onData)
    socket.close(CLOSE.policy, 'too many control frames')
  }
  raw.on('data', onData)
  raw.once('close', () => unfinished.stop())
}

/** More control frames within one second than the limit. */
function floodGauge(frames: FrameWatch, limits: ListenerLimits, clock: Clock): () => boolean {
  let windowMs = -Infinity
  let before = 0
  let seen = 0
  return () => {
    if (frames.controls === seen) return false
    const now = clock.monotonicMs()
    if (now - windowMs >= 1_000) [windowMs, before] = [now, seen]
    seen = frames.controls
    return seen - before > limits.controlPerSecond
  }
}

/** One timer, armed while a message is unfinished, which asks again when bytes have come meanwhile. */
function unfinishedTimer(
  frames: FrameWatch,
  raw: Duplex,
  limits: ListenerLimits,
  clock: Clock,
  onSilent: () => void,
): { follow: () => void; stop: () => void } {
  let timer: Timer | null = null
  let progress = -1
  let sinceMs = 0
  const arm = (ms: number) => {
    timer = clock.after(ms, () => {
      timer = null
      if (!frames.isUnfinished) return
      if (raw.isPaused()) sinceMs = clock.monotonicMs()
      const leftMs = sinceMs + limits.unfinishedMs - clock.monotonicMs()
      if (leftMs > 0) arm(leftMs)
      else onSilent()
    })
  }
  const follow = () => {
    if (!frames.isUnfinished) return void (progress = -1)
    if (frames.progress !== progress) sinceMs = clock.monotonicMs()
    progress = frames.progress
    if (!timer) arm(limits.unfinishedMs)
  }
  return { follow, stop: () => timer?.cancel() }
}
