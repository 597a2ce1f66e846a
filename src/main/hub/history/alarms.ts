// What rings again until somebody did something about it, and what goes on to others if nobody did. Says when;
// who is told is the hub's.

import type { NotificationId, Then } from '../../../shared/model'
import { ALARM } from '../../../shared/protocol/limits'
import type { Database } from './database'
import { queuedKeys } from './item'
import type { Due, Failover, Ring } from './due'
import type { NewNotification } from './shapes'

type Alarm = {
  seq: number
  began: number
  rung: number
  rang: number
  step: number
  tries: number
  retry: number
}
type Told = { id: NotificationId; for_hub: number; queued: string | null }
type Row = Alarm &
  Told & {
    rest: string
  }
type Plan = { until?: 'ack'; repeat?: number; then?: readonly Then[] }

const SELECT = `SELECT a.seq, a.began, a.rung, a.rang, a.step, a.tries, a.retry, n.id, n.for_hub, n.queued, n.rest
  FROM alarms a JOIN notifications n USING (seq)`
/** The alarm of a notification, or of what it is a forward of. */
const OF_IT = `seq = ?1 OR seq = (
  SELECT n.seq FROM forwards f JOIN notifications n ON n.id = f.original WHERE f.seq = ?1)`
/** So many are dealt with in one tick. */
const PIECE = 100
/** A failover that was not confirmed is asked for again after this, doubled each time up to the longest. */
const RETRY_MS = 5_000
const LONGEST_RETRY_MS = 3_600_000
/** The clock was set back if something rang or began so much later than now. */
const BACK_MS = 1_000

export class Alarms {
  readonly #database: Database
  /** When the first is due; Infinity = there is none. May be too early, never too late. */
  #next = Infinity

  constructor(database: Database) {
    this.#database = database
  }

  load(): void {
    const { due } = this.#database.prepare('SELECT min(due) AS due FROM alarms').get() as {
      due: number | null
    }
    this.#next = due ?? Infinity
  }

  /** In how many ms it should be looked for what is due; null = nothing waits. */
  waitMs(nowMs: number): number | null {
    return this.#next === Infinity ? null : Math.max(0, this.#next - nowMs)
  }

  isDue(nowMs: number): boolean {
    return this.#next <= nowMs || this.#isSetBack(nowMs)
  }

  begin({ content, timeMs }: NewNotification, seq: number): void {
    const alarm = { seq, began: timeMs, rung: 0, rang: timeMs, step: 0, tries: 0, retry: 0 }
    const due = dueOf(alarm, content)
    if (due === null) return
    this.#database
      .prepare(
        'INSERT INTO alarms (seq, began, rung, rang, step, due) VALUES (?1, ?2, 0, ?2, 0, ?3)',
      )
      .run(seq, timeMs, due)
    this.#next = Math.min(this.#next, due)
  }

  /** Whether it still rings, or goes on to others, itself or as a forward. */
  isOn(seq: number): boolean {
    if (this.#next === Infinity) return false
    const row = this.#database.prepare(`SELECT 1 FROM alarms WHERE ${OF_IT} LIMIT 1`)
    return row.get(seq) !== undefined
  }

  /** Somebody did something about it, or about a forward of it. */
  stop(seq: number): void {
    if (this.#next === Infinity) return
    this.#database.prepare(`DELETE FROM alarms WHERE ${OF_IT}`).run(seq)
  }

  /** A failover went out, or never will. Answers which one it is of; null = that was known. */
  stepped(id: NotificationId, step: number): number | null {
    const row = this.#database.prepare(`${SELECT} WHERE n.id = ?`).get(id) as Row | undefined
    if (row?.step !== step) return null
    this.#put({ ...row, step: step + 1, tries: 0, retry: 0 }, planOf(row))
    return row.seq
  }

  /** What is due by now, and notes that it was told. */
  take(nowMs: number): Due {
    this.#followClock(nowMs)
    const rows = this.#database
      .prepare(`${SELECT} WHERE a.due <= ? ORDER BY a.due LIMIT ${PIECE}`)
      .all(nowMs) as Row[]
    const rings: Ring[] = []
    const failovers: Failover[] = []
    for (const row of rows) {
      const plan = planOf(row)
      const failover = failoverOf(row, plan, nowMs)
      if (failover) failovers.push(failover)
      const isRinging = ringDue(row, plan) <= nowMs
      if (isRinging) rings.push(...this.#ringsOf(row))
      const rung = isRinging ? { rung: row.rung + 1, rang: nowMs } : {}
      const tried = failover ? { tries: row.tries + 1, retry: nowMs + retryMs(row) } : {}
      this.#put({ ...row, ...rung, ...tried }, plan)
    }
    this.load()
    return { rings, failovers }
  }

  forget(seq: number): void {
    this.#database.prepare('DELETE FROM alarms WHERE seq = ?').run(seq)
  }

  /** Where it went on to it rings too, under the ID that it has there. */
  #ringsOf(row: Row): Ring[] {
    const forwards = this.#database
      .prepare(
        `SELECT n.id, n.for_hub, n.queued FROM forwards f JOIN notifications n USING (seq)
         WHERE f.original = ?`,
      )
      .all(row.id) as Told[]
    return [row, ...forwards].map(({ id, queued, for_hub }) => ({
      id,
      n: row.rung + 1,
      receivers: queuedKeys(queued),
      isForHub: for_hub === 1,
    }))
  }

  /** Writes down when it is due next, or that it is over. */
  #put(alarm: Alarm, plan: Plan): void {
    const due = dueOf(alarm, plan)
    if (due === null) {
      this.forget(alarm.seq)
      return
    }
    const { rung, rang, step, tries, retry, seq } = alarm
    this.#database
      .prepare(
        'UPDATE alarms SET rung = ?, rang = ?, step = ?, tries = ?, retry = ?, due = ? WHERE seq = ?',
      )
      .run(rung, rang, step, tries, retry, due, seq)
    this.#next = Math.min(this.#next, due)
  }

  #isSetBack(nowMs: number): boolean {
    if (this.#next === Infinity) return false
    const row = this.#database.prepare('SELECT 1 FROM alarms WHERE rang > ? OR retry > ? LIMIT 1')
    return row.get(nowMs + BACK_MS, nowMs + LONGEST_RETRY_MS + BACK_MS) !== undefined
  }

  /** With the clock set back, what rang or began in the future does so now, or it would not ring for years. */
  #followClock(nowMs: number): void {
    this.#database
      .prepare(
        'UPDATE alarms SET due = due - (rang - ?1), began = ?1, rang = ?1 WHERE rang > ?1 + ?2',
      )
      .run(nowMs, BACK_MS)
    this.#database
      .prepare('UPDATE alarms SET due = min(due, ?1), retry = 0 WHERE retry > ?1 + ?2')
      .run(nowMs, LONGEST_RETRY_MS + BACK_MS)
  }
}

function planOf({ rest }: Row): Plan {
  return JSON.parse(rest) as Plan
}

function ringDue({ rang, rung }: Alarm, { until, repeat = ALARM.defaultRepeat }: Plan): number {
  if (until !== 'ack' || rung >= ALARM.rings) return Infinity
  return rang + repeat * 1_000
}

function stepDue({ began, step, retry }: Alarm, { then = [] }: Plan): number {
  const next = then[step]
  return next ? Math.max(began + next.after * 1_000, retry) : Infinity
}

function retryMs({ tries }: Alarm): number {
  return Math.min(RETRY_MS * 2 ** tries, LONGEST_RETRY_MS)
}

function dueOf(alarm: Alarm, plan: Plan): number | null {
  const due = Math.min(ringDue(alarm, plan), stepDue(alarm, plan))
  return due === Infinity ? null : due
}

function failoverOf(row: Row, plan: Plan, nowMs: number): Failover | null {
  const next = plan.then?.[row.step]
  if (!next || stepDue(row, plan) > nowMs) return null
  return { id: row.id, step: row.step, to: next.to, isLast: row.tries + 1 >= ALARM.tries }
}
