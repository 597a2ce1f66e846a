// How far one connection is with what is addressed to its device: fed from the store until it has caught up,
// then live. A line that falls behind goes back to the store, so that nothing waits in memory for a slow peer.

import type { NotificationId } from '../../../shared/model'
import { eventOf } from '../../../shared/protocol/event'
import type { Connection } from '../connection/connection'
import { jsonFrame } from '../connection/frames'
import type { DeviceKey, History, StoredNotification, Waiting } from '../history/types'

const PAGE = 100

export class Line {
  /** New notifications are pushed as they come; else the store brings them. */
  #isLive = false
  #isReading = false
  /** Everything up to this `seq` was sent on this connection, or is not for it. */
  #through = 0
  /** From here on also what was delivered before: the client asked for it. */
  #since: number | null
  #isPastSince = false
  /** A rewind that came while the store was being read. */
  #rewindTo: number | null = null
  /** Sent on this connection, and not yet acknowledged. */
  readonly #unacked = new Map<NotificationId, number>()
  /** Sent since the last ping. */
  #unpinged: number[] = []
  #pinged: { mark: number; seqs: number[] } | null = null

  constructor(
    readonly connection: Connection,
    readonly key: DeviceKey,
    private readonly history: History,
    /** Called when something was sent that only a pong can confirm. */
    private readonly onSent: (line: Line) => void,
    since: number | null,
  ) {
    this.#since = since
  }

  /** Reads on from the store until it has caught up or the peer is behind. */
  read(): void {
    if (this.#isLive || this.#isReading || !this.connection.isOpen || this.connection.isBehind)
      return
    this.#isReading = true
    const done = (waiting: Waiting): void => this.#take(waiting)
    if (this.#isPastSince) this.history.addressed(this.key, this.#through, PAGE, done)
    else this.history.waiting(this.key, this.#through, PAGE, done)
  }

  /** Sends again what was addressed to the device beyond a `seq`, delivered or not. */
  rewind(since: number): void {
    this.#isLive = false
    if (this.#isReading) this.#rewindTo = since
    else this.#readAllBeyond(since)
  }

  #readAllBeyond(since: number): void {
    this.#rewindTo = null
    this.#since = since
    this.#isPastSince = true
    this.#through = since
    this.read()
  }

  /** Pushes a notification that was just stored, unless the store will bring it. */
  offer(item: StoredNotification, frame: Buffer): void {
    if (!this.#isLive) return
    if (this.connection.isBehind) {
      this.#isLive = false
      this.#isPastSince = false
      this.#since = null
      this.#through = item.seq - 1
      return
    }
    this.#push(item, frame)
  }

  /** Whether everything up to this `seq` was sent on this connection. */
  hasSent(seq: number): boolean {
    return seq <= this.#through
  }

  /** Notes an acknowledgement; false when this was not sent here, or was acknowledged before. */
  acknowledge(id: NotificationId): boolean {
    const seq = this.#unacked.get(id)
    if (seq === undefined) return false
    this.#unacked.delete(id)
    this.history.delivered(this.key, [seq])
    return true
  }

  /** Sends a ping behind what was sent, if none is under way. */
  ping(): void {
    if (this.#pinged || this.#unpinged.length === 0 || !this.connection.isOpen) return
    this.#pinged = { mark: this.connection.ping(), seqs: this.#unpinged }
    this.#unpinged = []
  }

  /** A pong came: what was written before its ping has arrived. Answers whether more is to be confirmed. */
  pong(mark: number): boolean {
    if (this.#pinged && mark >= this.#pinged.mark) {
      this.history.delivered(this.key, this.#pinged.seqs)
      this.#pinged = null
    }
    return this.#unpinged.length > 0
  }

  #take(waiting: Waiting): void {
    this.#isReading = false
    if (!this.connection.isOpen) return
    if (this.#rewindTo !== null) return this.#readAllBeyond(this.#rewindTo)
    const reachesSince = this.#since !== null && !this.#isPastSince
    for (const item of waiting.items) {
      if (reachesSince && item.seq > (this.#since ?? 0)) break
      this.#push(item, jsonFrame(eventOf(item)))
    }
    if (reachesSince && (waiting.isLast || waiting.through > (this.#since ?? 0))) {
      this.#isPastSince = true
      this.#through = this.#since ?? 0
    } else {
      this.#through = waiting.through
      this.#isLive = waiting.isLast
    }
    this.read()
  }

  #push(item: StoredNotification, frame: Buffer): void {
    this.connection.push(frame)
    this.#through = item.seq
    if (this.connection.ackMode === 'manual') this.#unacked.set(item.id, item.seq)
    else {
      this.#unpinged.push(item.seq)
      this.onSent(this)
    }
  }
}
