// A clock that only moves when a test says so.

import type { Clock } from '../../src/main/hub/hub'

type Alarm = { atMs: number; call: () => void }

export class HandClock implements Clock {
  #nowMs = Date.parse('2026-11-22T12:00:00.000Z')
  #monotonicMs = 0
  #sleptMs = 0
  #alarms = new Set<Alarm>()

  nowMs = (): number => this.#nowMs

  monotonicMs = (): number => this.#monotonicMs

  uptimeMs = (): number => this.#monotonicMs + this.#sleptMs

  after = (ms: number, call: () => void): { cancel: () => void } => {
    const alarm = { atMs: this.#monotonicMs + ms, call }
    this.#alarms.add(alarm)
    return { cancel: () => void this.#alarms.delete(alarm) }
  }

  /** Moves on, ringing every alarm on the way in its turn; alarms that these set are rung as well. */
  advance(ms: number): void {
    const untilMs = this.#monotonicMs + ms
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#alarms.delete(next)
      this.#move(next.atMs)
      next.call()
    }
    this.#move(untilMs)
  }

  /** Sets the wall clock on by this much, or back; no alarm notices. */
  jump(ms: number): void {
    this.#nowMs += ms
  }

  /** The computer sleeps for so long, and everything in it. */
  sleep(ms: number): void {
    this.#nowMs += ms
    this.#sleptMs += ms
  }

  #next(untilMs: number): Alarm | undefined {
    return [...this.#alarms]
      .filter((alarm) => alarm.atMs <= untilMs)
      .sort((a, b) => a.atMs - b.atMs)[0]
  }

  #move(toMs: number): void {
    this.#nowMs += toMs - this.#monotonicMs
    this.#monotonicMs = toMs
  }
}
