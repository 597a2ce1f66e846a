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

export class SocketWatch {
  readonly #socket: HubSocket
  readonly #raw: Duplex
  readonly #rules: WatchRules
  /** Kept while something is unfinished; nearly always a chunk ends where a frame does. */
  #frames: FrameWatch | null = null
  /** Armed while a message is unfinished; asks again when bytes have come meanwhile. */
  #timer: Timer | null = null
  #progress = -1
  #sinceMs = 0
  /** Control frames of the present second, and when it began. */
  #controls = 0
  #secondMs = -Infinity

  constructor(socket: HubSocket, raw: Duplex, rules: WatchRules) {
    this.#socket = socket
    this.#raw = raw
    this.#rules = rules
  }

  /** Follows every chunk from the first byte on. False: these were too many control frames, and it is over. */
  follow(chunk: Uint8Array): boolean {
    const frames = this.#frames ?? new FrameWatch()
    const before = frames.controls
    frames.feed(chunk)
    this.#frames = frames.isUnfinished ? frames : null
    this.#followMessage()
    const controls = frames.controls - before
    if (controls === 0 || !this.#isFlood(controls)) return true
    this.#socket.close(CLOSE.policy, 'too many control frames')
    return false
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #isFlood(controls: number): boolean {
    const nowMs = this.#rules.clock.monotonicMs()
    if (nowMs - this.#secondMs >= 1_000) {
      this.#secondMs = nowMs
      this.#controls = 0
    }
    this.#controls += controls
    return this.#controls > this.#rules.limits.controlPerSecond
  }

  #followMessage(): void {
    if (!this.#frames) return void (this.#progress = -1)
    const { progress } = this.#frames
    if (progress !== this.#progress) this.#sinceMs = this.#rules.clock.monotonicMs()
    this.#progress = progress
    if (!this.#timer) this.#arm(this.#rules.limits.unfinishedMs)
  }

  #arm(ms: number): void {
    this.#timer = this.#rules.clock.after(ms, () => this.#look())
  }

  #look(): void {
    this.#timer = null
    if (!this.#frames) return
    const { clock, limits } = this.#rules
    // Whoever is not read cannot be blamed for its silence.
    if (this.#raw.isPaused()) this.#sinceMs = clock.monotonicMs()
    const leftMs = this.#sinceMs + limits.unfinishedMs - clock.monotonicMs()
    if (leftMs > 0) this.#arm(leftMs)
    else this.#socket.close(CLOSE.policy, 'a message was begun and not finished')
  }
}
