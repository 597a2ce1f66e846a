// The heartbeat of all connections: pings, who fell silent, who stopped reading. One timer for all of them, and few
// of them at a time, so that however many came at once never have their turn at once.

import { CLOSE } from '../../../shared/protocol/frames'
import { HEARTBEAT, OUTBOX } from '../../../shared/protocol/limits'
import type { Clock, Timer } from '../ports'
import type { Connection } from './connection'

/** How often each is looked at, which is by how much silence may last longer than its limit, and in how many groups. */
const LOOK_MS = 2_500
const GROUPS = 5
const BEAT_MS = LOOK_MS / GROUPS
const PING_LOOKS = HEARTBEAT.pingMs / LOOK_MS
/** Until the first ping, at most: whether a new peer answers at all is to be known sooner. */
const FIRST_LOOKS = HEARTBEAT.firstPingMs / LOOK_MS
const SILENT_LOOKS = HEARTBEAT.silenceMs / LOOK_MS

export class Heart {
  readonly #groups: Connection[][] = Array.from({ length: GROUPS }, () => [])
  #added = 0
  #beats = 0
  /** When the next beat is due: a timer that is late each time by a little must not make a look late by much. */
  #dueMs = 0
  #timer: Timer | null = null

  constructor(private readonly clock: Clock) {}

  start(): void {
    this.#dueMs = this.clock.monotonicMs()
    this.#await()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  /** From now on it is looked at, until it is closed. */
  add(connection: Connection): void {
    const number = this.#added++
    const spread = Math.floor(number / GROUPS) % FIRST_LOOKS
    connection.looksSincePing = PING_LOOKS - FIRST_LOOKS + spread
    this.#groups[number % GROUPS]?.push(connection)
  }

  #await(): void {
    const nowMs = this.clock.monotonicMs()
    this.#dueMs = Math.max(nowMs, this.#dueMs + BEAT_MS)
    this.#timer = this.clock.after(this.#dueMs - nowMs, () => {
      this.#beat()
      this.#await()
    })
  }

  #beat(): void {
    const group = this.#groups[this.#beats++ % GROUPS] ?? []
    const nowMs = this.clock.monotonicMs()
    let kept = 0
    for (const connection of group) {
      if (!connection.isOpen) continue
      this.#check(connection, nowMs)
      group[kept++] = connection
    }
    group.length = kept
  }

  #check(connection: Connection, nowMs: number): void {
    connection.silentLooks = connection.isHeard ? 0 : connection.silentLooks + 1
    connection.isHeard = false
    const { stalledSinceMs } = connection
    if (connection.silentLooks >= SILENT_LOOKS) connection.terminate()
    else if (stalledSinceMs !== null && nowMs - stalledSinceMs > OUTBOX.stalledMs) {
      connection.close(CLOSE.tooSlow, 'too slow')
    } else if (++connection.looksSincePing >= PING_LOOKS) connection.ping()
  }
}
