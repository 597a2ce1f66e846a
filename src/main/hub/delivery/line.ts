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

/** What all lines have in common. */
export type LineHost = Readonly<{
  history: History
  clock: Clock
  /** Called when something was sent that only a pong can confirm. */
  onSent: (line: Line) => void
}>

/** What is only known of a line while the store brings what it lacks. */
type CatchUp = {
  /** Or waits to read again. */
  isReading: boolean
  /** Takes back what is asked of the store. */
  takeBack: (() => void) | null
  /** How often in a row the store could not be read. */
  failures: number
  /** From here on also what was delivered before: the client asked for it. */
  since: number | null
  isPastSince: boolean
  /** A rewind that came while the store was being read. */
  rewindTo: number | null
}

function catchUp(since: number | null): CatchUp {
  const none = { takeBack: null, failures: 0, rewindTo: null }
  return { isReading: false, since, isPastSince: false, ...none }
}

export class Line {
  /** Null = live: new notifications are pushed as they come. */
  #catchUp: CatchUp | null
  #hasEnded = false
  /** Everything up to this `seq` was sent on this connection, or is not for it. */
  #through = 0
  /** Sent on this connection, and not yet acknowledged by who does that itself. */
  #unacked: Map<NotificationId, number> | null = null
  /** Sent since the last ping. */
  #unpinged: number[] | null = null
  /** When the oldest of those was sent, monotonic. */
  #unpingedSinceMs = 0
  #pinged: { mark: number; seqs: number[] } | null = null
  /** Whole until it is used: the engine keeps another number beside each line. */
  #pingedAtMs = -CONFIRM_MS

  constructor(
    readonly connection: Connection,
    readonly key: DeviceKey,
    private readonly host: LineHost,
    since: number | null,
  ) {
    this.#catchUp = catchUp(since)
  }

  /** Reads on from the store until it has caught up or the peer is behind. */
  read(): void {
    const lacks = this.#catchUp
    if (!lacks || lacks.isReading || this.#isOver || this.connection.isBehind) return
    lacks.isReading = true
    const page = lacks.isPastSince ? this.host.history.addressed : this.host.history.waiting
    lacks.takeBack = page(this.key, this.#through, PAGE, (waiting) => this.#take(lacks, waiting))
  }

  /** Brings nothing any more. */
  end(): void {
    this.#hasEnded = true
    this.#catchUp?.takeBack?.()
  }

  get #isOver(): boolean {
    return this.#hasEnded || !this.connection.isOpen
  }

  /** Sends again what was addressed to the device beyond a `seq`, delivered or not. */
  rewind(since: number): void {
    const lacks = (this.#catchUp ??= catchUp(null))
    if (lacks.isReading) lacks.rewindTo = since
    else this.#readAllBeyond(lacks, since)
  }

  #readAllBeyond(lacks: CatchUp, since: number): void {
    lacks.rewindTo = null
    lacks.since = since
    lacks.isPastSince = true
    this.#through = since
    this.read()
  }

  /**
   * Pushes a notification that was just stored, unless the store will bring it. A ping goes with it if it is
   * time for one: that costs nothing, while one of its own costs as much as the event.
   */
  offer(parcel: Parcel): void {
    if (this.#catchUp) return
    const { item, mark, nowMs } = parcel
    if (this.connection.isBehind) {
      this.#catchUp = catchUp(null)
      this.#through = item.seq - 1
      return
    }
    if (!parcel.mayPing || !this.#isPingDue(nowMs)) return this.#push(item, parcel.event, nowMs)
    this.connection.pushPinging(parcel.takePinging())
    this.#through = item.seq
    this.#noteUnpinged(item.seq)
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
    this.host.history.delivered(this.key, [seq])
  }

  /** Sends a ping behind what was sent a while ago. Answers whether to ask again: what was sent is too new for one. */
  ping(mark: number, nowMs: number): boolean {
    if (this.#pinged || !this.#unpinged || !this.connection.isOpen) return false
    if (nowMs - this.#unpingedSinceMs < CONFIRM_MS) return true
    this.connection.ping(mark)
    this.#notePing(mark, nowMs)
    return false
  }

  /** A pong came: what was written before its ping has arrived. Answers whether more is to be confirmed. */
  pong(mark: number): boolean {
    if (this.#pinged && mark >= this.#pinged.mark) {
      this.host.history.delivered(this.key, this.#pinged.seqs)
      this.#pinged = null
    }
    return this.#unpinged !== null
  }

  #noteUnpinged(seq: number): void {
    if (this.#unpinged) this.#unpinged.push(seq)
    else this.#unpinged = [seq]
  }

  #isPingDue(nowMs: number): boolean {
    const isAuto = this.connection.ackMode === 'auto'
    return isAuto && !this.#pinged && nowMs - this.#pingedAtMs >= CONFIRM_MS
  }

  #notePing(mark: number, nowMs: number): void {
    this.#pinged = { mark, seqs: this.#unpinged ?? [] }
    this.#pingedAtMs = nowMs
    this.#unpinged = null
  }

  #take(lacks: CatchUp, waiting: Waiting | null): void {
    lacks.takeBack = null
    if (this.#isOver) return
    if (!waiting) return this.#readLater(lacks)
    lacks.failures = 0
    lacks.isReading = false
    if (lacks.rewindTo !== null) return this.#readAllBeyond(lacks, lacks.rewindTo)
    this.#bring(lacks, waiting)
    this.read()
  }

  #readLater(lacks: CatchUp): void {
    this.host.clock.after(retryMs(lacks.failures++), () => {
      lacks.isReading = false
      if (lacks.rewindTo === null) this.read()
      else this.#readAllBeyond(lacks, lacks.rewindTo)
    })
  }

  #bring(lacks: CatchUp, waiting: Waiting): void {
    const reachesSince = lacks.since !== null && !lacks.isPastSince
    const since = lacks.since ?? 0
    const nowMs = this.host.clock.monotonicMs()
    for (const item of waiting.items) {
      if (reachesSince && item.seq > since) break
      this.#push(item, jsonFrame(eventOf(item)), nowMs)
    }
    if (reachesSince && (waiting.isLast || waiting.through > since)) {
      lacks.isPastSince = true
      this.#through = since
    } else {
      this.#through = waiting.through
      if (waiting.isLast) this.#catchUp = null
    }
  }

  #push(item: StoredNotification, frame: Buffer, nowMs: number): void {
    this.connection.push(frame)
    this.#through = item.seq
    if (this.connection.ackMode === 'manual') {
      return this.#await(item)
    }
    if (!this.#unpinged) this.#unpingedSinceMs = nowMs
    this.#noteUnpinged(item.seq)
    this.host.onSent(this)
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
