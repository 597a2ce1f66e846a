// The files that one connection announced, in their order: whose bytes come next, and whether they come in time. What
// was refused is passed over, so that its bytes are not taken for something else. Knows no disk.

import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Attached } from '../../../shared/protocol/frames'
import { ATTACH } from '../../../shared/protocol/limits'
import type { Incoming } from '../attachments/incoming'
import { watchPace, type Pace } from '../listener/pace'
import type { Clock } from '../ports'

/** How a file ended. */
export type Ended = (result: Attached | Refusal, ref: string | undefined) => void

/** `incoming` null: it was refused, and its bytes are passed over. */
type Expected = { left: number; taken: number; ref: string | undefined; incoming: Incoming | null }

export class Inflow {
  readonly #clock: Clock
  readonly #ended: Ended
  #queue: Expected[] = []
  #pace: Pace | null = null

  constructor(clock: Clock, ended: Ended) {
    this.#clock = clock
    this.#ended = ended
  }

  /** Whether the next bytes belong to a file. */
  get isExpecting(): boolean {
    return this.#queue.length > 0
  }

  /** No more can be announced before some have come. */
  get isFull(): boolean {
    return this.#queue.length >= ATTACH.announced
  }

  /** So many bytes are to come for this file, behind those that were announced before. */
  expect(incoming: Incoming, size: number, ref: string | undefined): void {
    this.#queue.push({ left: size, taken: 0, ref, incoming })
    if (this.#queue.length === 1) this.#watch()
  }

  /** So many bytes are to come for nothing. */
  skip(bytes: number): void {
    const last = this.#queue.at(-1)
    if (last?.incoming === null) last.left = Math.min(last.left + bytes, Number.MAX_SAFE_INTEGER)
    else this.#queue.push({ left: bytes, taken: 0, ref: undefined, incoming: null })
  }

  /** Takes one frame of them. */
  async take(bytes: Buffer): Promise<void> {
    const [first] = this.#queue
    if (!first) return
    if (bytes.length > first.left) return this.#overflow(first)
    const { length } = bytes
    first.left -= length
    const refusal = first.incoming && (await this.#write(first, first.incoming, bytes))
    first.taken += length
    if (refusal) this.#passOver(first, refusal)
    if (first.left === 0) await this.#finish(first)
  }

  /** The connection is gone. */
  async abort(): Promise<void> {
    const queue = this.#queue
    this.#queue = []
    this.#pace?.stop()
    for (const { incoming } of queue) await incoming?.abort()
  }

  async #write(first: Expected, incoming: Incoming, bytes: Buffer): Promise<Refusal | null> {
    const since = this.#clock.monotonicMs()
    const refusal = await incoming.write(bytes)
    if (this.#queue[0] === first) this.#pace?.paused(this.#clock.monotonicMs() - since)
    return refusal
  }

  async #finish(first: Expected): Promise<void> {
    this.#shift(first)
    if (first.incoming) this.#ended(await first.incoming.finish(), first.ref)
  }

  async #overflow(first: Expected): Promise<void> {
    this.#shift(first)
    const message = 'More bytes came than were announced. Nothing of this attachment was stored.'
    this.#ended(refuse('bad_frame', { message }), first.ref)
    await first.incoming?.abort()
  }

  /** Nothing more of it is kept, whatever still comes. */
  #passOver(first: Expected, refusal: Refusal): void {
    const { incoming } = first
    if (!incoming) return
    first.incoming = null
    this.#pace?.stop()
    this.#ended(refusal, first.ref)
    void incoming.abort()
  }

  #shift(first: Expected): void {
    if (this.#queue[0] !== first) return
    this.#queue.shift()
    this.#pace?.stop()
    this.#pace = null
    this.#watch()
  }

  #watch(): void {
    const [first] = this.#queue
    if (!first?.incoming) return
    this.#pace = watchPace({
      clock: this.#clock,
      bytes: () => first.taken,
      onSlow: () => {
        const message = 'The bytes of this attachment came too slowly. Nothing of it was stored.'
        this.#passOver(first, refuse('bad_frame', { message }))
      },
    })
  }
}
