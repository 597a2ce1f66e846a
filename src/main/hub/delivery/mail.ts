// Brings receipts and actions to the senders that they are for: what waited, once its reader is here, then what
// comes. The store keeps each until a pong showed that it arrived.

import { foldId } from '../../../shared/protocol/addresses'
import type { Connection } from '../connection/connection'
import { textFrame } from '../connection/frames'
import type { History, Letter } from '../history/types'
import type { Clock } from '../ports'
import type { Presence } from './presence'
import { retryMs } from './retry'

const PAGE = 100
/** How long after a letter its arrival is asked for; those that come meanwhile share the ping. */
const CONFIRM_MS = 100

type Box = {
  readonly reader: string
  /** Letters are pushed as they come; else the store brings them. */
  isLive: boolean
  /** Or waits to read again. */
  isReading: boolean
  /** How often in a row the store could not be read. */
  failures: number
  /** All up to here were sent on this connection. */
  through: number
  pinged: { mark: number; through: number } | null
  isPingDue: boolean
}

export class Mail {
  /** Of those with something under way; a reader without one has all that came so far, and gets what comes. */
  readonly #boxes = new Map<Connection, Box>()

  constructor(
    private readonly history: History,
    private readonly presence: Presence,
    private readonly clock: Clock,
    /** Tells each ping of the hub from those before it. */
    private readonly nextMark: () => number,
  ) {
    history.onLetters((letters) => this.#arrived(letters))
  }

  /** Starts bringing its letters to somebody who goes by an ID now. */
  attach(connection: Connection): void {
    if (connection.isReader) return
    connection.isReader = true
    void this.#read(connection, this.#opened(connection, 0, false))
  }

  detach(connection: Connection): void {
    connection.isReader = false
    this.#boxes.delete(connection)
  }

  drained(connection: Connection): void {
    const box = this.#boxes.get(connection)
    if (box) void this.#read(connection, box)
  }

  pong(connection: Connection, mark: number): void {
    const box = this.#boxes.get(connection)
    if (!box?.pinged || mark < box.pinged.mark) return
    const { through } = box.pinged
    box.pinged = null
    this.history.lettersTaken(box.reader, through)
    if (box.through > through) this.#confirmSoon(connection, box)
    else this.#putAway(connection, box)
  }

  #opened(connection: Connection, through: number, isLive: boolean): Box {
    const reader = foldId(connection.party.id)
    const state = { isLive, isReading: false, isPingDue: false }
    const box: Box = { reader, through, failures: 0, pinged: null, ...state }
    this.#boxes.set(connection, box)
    return box
  }

  /** Nearly always nothing is under way: a box for each of thousands would be kept for nothing. */
  #putAway(connection: Connection, box: Box): void {
    const isIdle = box.isLive && !box.pinged && !box.isPingDue
    if (isIdle && this.#boxes.get(connection) === box) this.#boxes.delete(connection)
  }

  #arrived(letters: readonly Letter[]): void {
    for (const letter of letters) {
      const connection = this.presence.byFold(letter.reader)
      if (!connection?.isOpen) continue
      const box = this.#boxes.get(connection)
      if (box ? box.isLive : connection.isReader) {
        const before = Math.max(0, letter.number - 1)
        this.#push(connection, box ?? this.#opened(connection, before, true), letter)
      } else if (letter.number === 0) connection.push(textFrame(letter.frame))
    }
  }

  async #read(connection: Connection, box: Box): Promise<void> {
    if (box.isLive || box.isReading) return
    box.isReading = true
    if (!(await this.#bring(connection, box))) return void this.#readLater(connection, box)
    box.isReading = false
    box.failures = 0
    this.#putAway(connection, box)
  }

  /** As far as the connection takes them; false = the store could not be read. */
  async #bring(connection: Connection, box: Box): Promise<boolean> {
    while (!box.isLive && connection.isOpen && !connection.isBehind) {
      const letters = await this.history.letters(box.reader, box.through, PAGE).catch(() => null)
      if (!letters) return false
      for (const letter of letters) this.#push(connection, box, letter)
      box.isLive = letters.length < PAGE
    }
    return true
  }

  #readLater(connection: Connection, box: Box): void {
    this.clock.after(retryMs(box.failures++), () => {
      box.isReading = false
      if (this.#boxes.get(connection) === box) void this.#read(connection, box)
    })
  }

  #push(connection: Connection, box: Box, { number, frame }: Letter): void {
    if (number <= box.through) return
    if (box.isLive && connection.isBehind) {
      box.isLive = false
      return
    }
    connection.push(textFrame(frame))
    box.through = number
    this.#confirmSoon(connection, box)
  }

  #confirmSoon(connection: Connection, box: Box): void {
    if (box.isPingDue || box.pinged) return
    box.isPingDue = true
    this.clock.after(CONFIRM_MS, () => {
      box.isPingDue = false
      if (!connection.isOpen) return
      box.pinged = { mark: this.nextMark(), through: box.through }
      connection.ping(box.pinged.mark)
    })
  }
}
