// The heartbeat of all connections: pings, who fell silent, who stopped reading. One timer for all of them.

import { CLOSE } from '../../../shared/protocol/frames'
import { HEARTBEAT, OUTBOX } from '../../../shared/protocol/limits'
import type { Clock, Timer } from '../ports'
import type { Connection } from './connection'

const BEAT_MS = 1_000

export class Heart {
  #timer: Timer | null = null

  constructor(
    private readonly clock: Clock,
    private readonly connections: () => Iterable<Connection>,
  ) {}

  start(): void {
    this.#timer = this.clock.after(BEAT_MS, () => {
      this.#beat()
      this.start()
    })
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  #beat(): void {
    const nowMs = this.clock.monotonicMs()
    for (const connection of this.connections()) this.#check(connection, nowMs)
  }

  #check(connection: Connection, nowMs: number): void {
    if (!connection.isOpen) return
    if (connection.isHeard) {
      connection.isHeard = false
      connection.heardAtMs = nowMs
    }
    const stalledSinceMs = connection.stalledSinceMs
    if (nowMs - connection.heardAtMs > HEARTBEAT.silenceMs) connection.terminate()
    else if (stalledSinceMs !== null && nowMs - stalledSinceMs > OUTBOX.stalledMs) {
      connection.close(CLOSE.tooSlow, 'too slow')
    } else if (nowMs - connection.lastPingMs >= HEARTBEAT.pingMs) connection.ping()
  }
}
