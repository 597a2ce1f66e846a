// Ends a WebSocket whose peer begins a message and falls silent, or floods it with control frames. Both can
// only be seen below `ws`: it is given what comes in on the raw stream.

import type { Duplex } from 'node:stream'
import { CLOSE } from '../../../shared/protocol/frames'
import type { Clock, Timer } from '../ports'
import { FrameWatch } from './frame-watch'
import type { HubSocket } from './hub-socket'
import type { ListenerLimits } from './limits'

/** What all watches of a port have in common. */
export type WatchRules = Readonly<{ clock: Clock; limits: ListenerLimits }>

/** Follows what comes in on all sockets of a port. Of a socket on which nothing is under way it keeps nothing. */
export class SocketWatches {
  readonly #rules: WatchRules
  /** For chunks that begin and end where a frame does, as nearly all do. */
  #spare = new FrameWatch()

  constructor(rules: WatchRules) {
    this.#rules = rules
  }

  /** Follows every chunk from the first byte on. False: these were too many control frames, and it is over. */
  follow(socket: HubSocket, raw: Duplex, chunk: Uint8Array): boolean {
    const frames = socket.watch?.frames ?? this.#spare
    const before = frames.controls
    frames.feed(chunk)
    if (socket.watch || frames.isUnfinished) this.#followMessage(socket, raw, frames)
    const controls = frames.controls - before
    if (controls === 0 || !this.#isFlood(socket, controls)) return true
    socket.close(CLOSE.policy, 'too many control frames')
    return false
  }

  #followMessage(socket: HubSocket, raw: Duplex, frames: FrameWatch): void {
    if (!socket.watch) {
      socket.watch = new SocketWatch(socket, raw, this.#rules, frames)
      this.#spare = new FrameWatch()
    } else if (frames.isUnfinished) socket.watch.goesOn()
    else {
      socket.watch.stop()
      socket.watch = null
    }
  }

  #isFlood(socket: HubSocket, controls: number): boolean {
    const second = Math.floor(this.#rules.clock.monotonicMs() / 1_000)
    if (second !== socket.controlsSecond) socket.controls = 0
    socket.controlsSecond = second
    socket.controls += controls
    return socket.controls > this.#rules.limits.controlPerSecond
  }
}

/** One socket while a frame or a message on it is unfinished. */
export class SocketWatch {
  readonly #socket: HubSocket
  readonly #raw: Duplex
  readonly #rules: WatchRules
  /** Asks again when bytes have come meanwhile. */
  #timer: Timer
  #progress: number
  #sinceMs: number

  constructor(
    socket: HubSocket,
    raw: Duplex,
    rules: WatchRules,
    readonly frames: FrameWatch,
  ) {
    this.#socket = socket
    this.#raw = raw
    this.#rules = rules
    this.#progress = frames.progress
    this.#sinceMs = rules.clock.monotonicMs()
    this.#timer = this.#after(rules.limits.unfinishedMs)
  }

  /** More came, and it is unfinished still. */
  goesOn(): void {
    const { progress } = this.frames
    if (progress !== this.#progress) this.#sinceMs = this.#rules.clock.monotonicMs()
    this.#progress = progress
  }

  stop(): void {
    this.#timer.cancel()
  }

  #after(ms: number): Timer {
    return this.#rules.clock.after(ms, () => this.#look())
  }

  #look(): void {
    const { clock, limits } = this.#rules
    // Whoever is not read cannot be blamed for its silence.
    if (this.#raw.isPaused()) this.#sinceMs = clock.monotonicMs()
    const leftMs = this.#sinceMs + limits.unfinishedMs - clock.monotonicMs()
    if (leftMs > 0) this.#timer = this.#after(leftMs)
    else this.#socket.close(CLOSE.policy, 'a message was begun and not finished')
  }
}
