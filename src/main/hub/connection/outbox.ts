// What one socket is still to get. Gathers the frames of a turn of the event loop and writes them at its end
// in one call, since a write for each frame costs more than everything else on the way.

import type { Duplex } from 'node:stream'

/** Gathering more than this saves nothing. */
const GATHER_BYTES = 64 * 1024

/** Flushes every outbox that was written to in this turn, from one immediate. */
export class Turn {
  #dirty: Outbox[] = []
  #isThrough = false

  /** Whether what is pushed now goes out at once. */
  get isThrough(): boolean {
    return this.#isThrough
  }

  /**
   * Does what nothing more will follow in this turn, so that gathering would only keep it: each outbox that is
   * written to is flushed there and then, while the first receivers already read.
   */
  through(work: () => void): void {
    this.#isThrough = true
    try {
      work()
    } finally {
      this.#isThrough = false
      this.#flush()
    }
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

/** What gathers for one stream. A connection is one, rather than has one: there are thousands. */
export class Outbox {
  /** Null = nothing, as nearly always. */
  #gathered: Buffer[] | null = null
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
    const { isThrough } = this.turn
    // A list of one for each receiver would be a fifth of the garbage of a notification.
    if (isThrough && !this.#gathered) return this.#write(frame)
    if (this.#gathered) this.#gathered.push(frame)
    else {
      this.#gathered = [frame]
      this.turn.mark(this)
    }
    this.#gatheredBytes += frame.length
    // Only what the stream refuses is backlog; only then does it tell when it has drained.
    if (isThrough || this.#gatheredBytes > GATHER_BYTES) this.flush()
  }

  /** Writes what was gathered. Does nothing on a stream that has ended. */
  flush(): void {
    const frames = this.#gathered
    if (!frames) return
    this.#gathered = null
    this.#gatheredBytes = 0
    const [only] = frames
    this.#write(frames.length === 1 && only ? only : Buffer.concat(frames))
  }

  #write(bytes: Buffer): void {
    if (this.stream.writable) this.stream.write(bytes)
  }
}
