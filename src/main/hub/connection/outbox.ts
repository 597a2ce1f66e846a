// What one socket is still to get. Gathers the frames of a turn of the event loop and writes them at its end
// in one call, since a write for each frame costs more than everything else on the way.

import type { Duplex } from 'node:stream'

/** Gathering more than this saves nothing. */
const GATHER_BYTES = 64 * 1024

/** Flushes every outbox that was written to in this turn, from one immediate. */
export class Turn {
  #dirty: Outbox[] = []
  #isHurried = false

  /** Flushes right after the present call, before whatever else waits in this turn. */
  hurry(): void {
    if (this.#isHurried || this.#dirty.length === 0) return
    this.#isHurried = true
    process.nextTick(() => {
      this.#isHurried = false
      this.#flush()
    })
  }

  mark(outbox: Outbox): void {
    if (this.#dirty.push(outbox) === 1) setImmediate(() => this.#flush())
  }

  #flush(): void {
    const dirty = this.#dirty
    this.#dirty = []
    for (const outbox of dirty) outbox.flush()
  }
}

export class Outbox {
  #gathered: Buffer[] = []
  #gatheredBytes = 0

  constructor(
    private readonly stream: Duplex,
    private readonly turn: Turn,
  ) {}

  /** Bytes that the peer has not taken yet: gathered and buffered in the stream. */
  get backlogBytes(): number {
    return this.#gatheredBytes + this.stream.writableLength
  }

  push(frame: Buffer): void {
    if (this.#gathered.push(frame) === 1) this.turn.mark(this)
    this.#gatheredBytes += frame.length
    // Only what the stream refuses is backlog; only then does it tell when it has drained.
    if (this.#gatheredBytes > GATHER_BYTES) this.flush()
  }

  /** Writes what was gathered. Does nothing on a stream that has ended. */
  flush(): void {
    const frames = this.#gathered
    if (frames.length === 0) return
    this.#gathered = []
    this.#gatheredBytes = 0
    if (!this.stream.writable) return
    const [only] = frames
    this.stream.write(frames.length === 1 && only ? only : Buffer.concat(frames))
  }
}
