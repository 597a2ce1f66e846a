// Brings stored notifications to whoever is here: events to receivers, word of them to others. What cannot be
// brought now stays in the store; who comes back is fed from there.

import type { NotificationId } from '../../../shared/model'
import { Lull } from '../collect'
import type { Connection } from '../connection/connection'
import { jsonFrame } from '../connection/frames'
import type { History, StoredNotification } from '../history/types'
import type { Clock } from '../ports'
import type { Target } from '../routing/route'
import { Line, type LineHost } from './line'
import { Parcel } from './parcel'
import type { Presence } from './presence'

/** What so many deliveries leave behind is worth collecting. */
const ENOUGH = 500
/** How often it is looked for lines on which nothing follows that could bring a ping along. */
const LOOK_MS = 100

export type Delivery = Readonly<{
  item: StoredNotification
  targets: readonly Target[]
  /** Folded ID of the sender, who needs no word of its own notification. */
  sender: string
}>

export class Courier {
  #unconfirmed = new Set<Line>()
  #isConfirming = false
  /** Tells each ping from those before it. */
  #mark = 0
  readonly #lull: Lull
  readonly #host: LineHost

  constructor(
    history: History,
    private readonly presence: Presence,
    private readonly clock: Clock,
    private readonly routing: () => 'addressed' | 'broadcast',
  ) {
    this.#lull = new Lull(clock, ENOUGH)
    this.#host = { history, clock, onSent: (line) => this.#confirm(line) }
  }

  /** What the pong to the next ping brings back. */
  nextMark(): number {
    return ++this.#mark
  }

  /** Starts the line of a device that said hello: what waits for it, then what comes. A later hello only rewinds. */
  attach(connection: Connection, since: number | null): void {
    const { device, line: known } = connection
    if (known) return since === null ? undefined : known.rewind(since)
    if (!device) return
    const line = new Line(connection, device.key, this.#host, since)
    connection.line = line
    line.read()
  }

  detach(connection: Connection): void {
    const { line } = connection
    connection.line = null
    if (!line) return
    line.end()
    this.#unconfirmed.delete(line)
  }

  drained(connection: Connection): void {
    connection.line?.read()
  }

  pong(connection: Connection, mark: number): void {
    const { line } = connection
    if (line?.pong(mark)) this.#confirm(line)
  }

  /** Whether a device that is here was sent this on its present connection. */
  hasSent(fold: string, seq: number): boolean {
    return this.presence.byFold(fold)?.line?.hasSent(seq) ?? false
  }

  /** Whether it was sent on this connection, and is still to be acknowledged. */
  awaits(connection: Connection, id: NotificationId): boolean {
    return connection.line?.awaits(id) ?? false
  }

  acknowledge(connection: Connection, id: NotificationId): void {
    connection.line?.acknowledge(id)
  }

  /** Tells everybody who is here and should know. Serialises once, however many receive it. */
  deliver(delivery: Delivery): void {
    const { item, targets } = delivery
    const parcel = new Parcel(item, this.nextMark(), this.clock.monotonicMs(), targets.length)
    const receivers = this.presence.hasObservers ? new Set<Connection>() : null
    for (const target of targets) {
      const connection = this.presence.byFold(target.fold)
      if (!connection) continue
      receivers?.add(connection)
      if (connection.line) connection.line.offer(parcel)
      else if (target.key === null) connection.push(parcel.event)
    }
    if (receivers) this.#tellOthers(delivery, receivers, parcel)
    this.#lull.use(targets.length)
  }

  #tellOthers({ item, sender }: Delivery, receivers: Set<Connection>, parcel: Parcel): void {
    const isBroadcast = this.routing() === 'broadcast'
    const own = this.presence.byFold(sender)
    let frame: Buffer | null = isBroadcast ? parcel.event : null
    for (const other of this.presence.observers()) {
      if (other === own || receivers.has(other)) continue
      if (!isBroadcast && !other.isReady) continue
      frame ??= announceFrame(item)
      other.push(frame)
    }
  }

  /** One for all lines. */
  #confirm(line: Line): void {
    this.#unconfirmed.add(line)
    if (this.#isConfirming) return
    this.#isConfirming = true
    this.clock.after(LOOK_MS, () => {
      this.#isConfirming = false
      const lines = this.#unconfirmed
      this.#unconfirmed = new Set()
      const mark = this.nextMark()
      const nowMs = this.clock.monotonicMs()
      for (const each of lines) if (each.ping(mark, nowMs)) this.#confirm(each)
    })
  }
}

function announceFrame({ id, seq, time, from, to }: StoredNotification): Buffer {
  return jsonFrame({ type: 'announce', id, seq, time, from, to })
}
