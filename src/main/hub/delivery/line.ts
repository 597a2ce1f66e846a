// How far one connection is with what is addressed to its device: fed from the store until it has caught up,
// then live. A line that falls behind goes back to the store, so that nothing waits in memory for a slow peer.

import type { NotificationId } from '../../../shared/model'
import { eventOf } from '../../../shared/protocol/event'
import { QUEUE } from '../../../shared/protocol/limits'
import type { Connection } from '../connection/connection'
import { jsonFrame } from '../connection/frames'
import type { DeviceKey, History, StoredNotification, Waiting } from '../history/types'
import type { Clock } from '../ports'
import type { Parcel } from './parcel'
import { retryMs } from './retry'

const PAGE = 100
/** A line is pinged no more often. Well under the time in which the store expects to hear of a delivery. */
export const CONFIRM_MS = 300

export class Line {
  /** New notifications are pushed as they come; else the store brings them. */
  #isLive = false
  /** Or waits to read again. */
  #isReading = false
  /** Takes back what is asked of the store. */
  #takeBack: (() => void) | null = null
  #hasEnded = false
  /** How often in a row the store could not be read. */
  #failures = 0
  /** Everything up to this `seq` was sent on this connection, or is not for it. */
  #through = 0
  /** From here on also what was delivered before: the client asked for it. */
  #since: number | null
  #isPastSince = false
  /** A rewind that came while the store was being read. */
  #rewindTo: number | null = null
  /** Sent on this connection, and not yet acknowledged by who does that itself. */
  #unacked: Map<NotificationId, number> | null = null
  /** Sent since the last ping. */
  #unpinged: number[] = []
  /** When the oldest of those was sent, monotonic. */
  #unpingedSinceMs = 0
  #pinged: { mark: number; seqs: number[] } | null = null
  #pingedAtMs = -Infinity

  constructor(
    readonly connection: Connection,
    readonly key: DeviceKey,
    private readonly history: History,
    private readonly clock: Clock,
    /** Called when something was sent that only a pong can confirm. */
    private readonly onSent: (line: Line) => void,
    since: number | null,
  ) {
    this.#since = since
  }

  /** Reads on from the store until it has caught up or the peer is behind. */
  read(): void {
    if (this.#isLive || this.#isReading || this.#isOver || this.connection.isBehind) return
    this.#isReading = true
    const page = this.#isPastSince ? this.history.addressed : this.history.waiting
    this.#takeBack = page(this.key, this.#through, PAGE, (waiting) => this.#take(waiting))
  }

  /** Brings nothing any more. */
  end(): void {
    this.#hasEnded = true
    this.#takeBack?.()
  }

  get #isOver(): boolean {
    return this.#hasEnded || !this.connection.isOpen
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

  /**
   * Pushes a notification that was just stored, unless the store will bring it. A ping goes with it if it is
   * time for one: that costs nothing, while one of its own costs as much as the event.
   */
  offer(parcel: Parcel): void {
    if (!this.#isLive) return
    const { item, mark, nowMs } = parcel
    if (this.connection.isBehind) {
      this.#isLive = false
      this.#isPastSince = false
      this.#since = null
      this.#through = item.seq - 1
      return
    }
    if (!parcel.mayPing || !this.#isPingDue(nowMs)) return this.#push(item, parcel.event, nowMs)
    this.connection.pushPinging(parcel.takePinging())
    this.#through = item.seq
    this.#unpinged.push(item.seq)
    this.#notePing(mark, nowMs)
  }

  /** Whether everything up to this `seq` was sent on this connection. */
  hasSent(seq: number): boolean {
    return seq <= this.#through
  }

  /** Whether it was sent here, and is still to be acknowledged. */
  awaits(id: NotificationId): boolean {
    return this.#unacked?.has(id) ?? false
  }

  /** Notes an acknowledgement, if it is awaited. */
  acknowledge(id: NotificationId): void {
    const seq = this.#unacked?.get(id)
    if (seq === undefined) return
    this.#unacked?.delete(id)
    this.history.delivered(this.key, [seq])
  }

  /** Sends a ping behind what was sent a while ago. Answers whether to ask again: what was sent is too new for one. */
  ping(mark: number, nowMs: number): boolean {
    if (this.#pinged || this.#unpinged.length === 0 || !this.connection.isOpen) return false
    if (nowMs - this.#unpingedSinceMs < CONFIRM_MS) return true
    this.connection.ping(mark)
    this.#notePing(mark, nowMs)
    return false
  }

  /** A pong came: what was written before its ping has arrived. Answers whether more is to be confirmed. */
  pong(mark: number): boolean {
    if (this.#pinged && mark >= this.#pinged.mark) {
      this.history.delivered(this.key, this.#pinged.seqs)
      this.#pinged = null
    }
    return this.#unpinged.length > 0
  }

  #isPingDue(nowMs: number): boolean {
    const isAuto = this.connection.ackMode === 'auto'
    return isAuto && !this.#pinged && nowMs - this.#pingedAtMs >= CONFIRM_MS
  }

  #notePing(mark: number, nowMs: number): void {
    this.#pinged = { mark, seqs: this.#unpinged }
    this.#pingedAtMs = nowMs
    this.#unpinged = []
  }

  #take(waiting: Waiting | null): void {
    this.#takeBack = null
    if (this.#isOver) return
    if (!waiting) return this.#readLater()
    this.#failures = 0
    this.#isReading = false
    if (this.#rewindTo !== null) return this.#readAllBeyond(this.#rewindTo)
    this.#bring(waiting)
    this.read()
  }

  #readLater(): void {
    this.clock.after(retryMs(this.#failures++), () => {
      this.#isReading = false
      if (this.#rewindTo === null) this.read()
      else this.#readAllBeyond(this.#rewindTo)
    })
  }

  #bring(waiting: Waiting): void {
    const reachesSince = this.#since !== null && !this.#isPastSince
    const nowMs = this.clock.monotonicMs()
    for (const item of waiting.items) {
      if (reachesSince && item.seq > (this.#since ?? 0)) break
      this.#push(item, jsonFrame(eventOf(item)), nowMs)
    }
    if (reachesSince && (waiting.isLast || waiting.through > (this.#since ?? 0))) {
      this.#isPastSince = true
      this.#through = this.#since ?? 0
    } else {
      this.#through = waiting.through
      this.#isLive = waiting.isLast
    }
  }

  #push(item: StoredNotification, frame: Buffer, nowMs: number): void {
    this.connection.push(frame)
    this.#through = item.seq
    if (this.connection.ackMode === 'manual') {
      return this.#await(item)
    }
    if (this.#unpinged.push(item.seq) === 1) this.#unpingedSinceMs = nowMs
    this.onSent(this)
  }

  /** Remembers what is to be acknowledged; of too much only the newest, since the store knows the rest. */
  #await({ id, seq }: StoredNotification): void {
    this.#unacked ??= new Map()
    this.#unacked.set(id, seq)
    if (this.#unacked.size <= QUEUE.notifications) return
    const [oldest] = this.#unacked.keys()
    if (oldest !== undefined) this.#unacked.delete(oldest)
  }
}
