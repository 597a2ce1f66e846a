// Which notifications still wait for somebody and which expired for somebody, over all devices. Gathered in steps,
// since there may be very many. Knows queues and their rows, not who asks.

import type { Search } from '../../../shared/search'
import type { Age } from './age'
import type { Database } from './database'
import type { Deliveries } from './deliveries'
import type { DeviceKey } from './shapes'

/** Rows that are looked at at once. */
const ROWS = 2_000
const AFTER_ALL = Number.MAX_SAFE_INTEGER

type WaitingRow = { device: DeviceKey; seq: number; expires: number }
type ExpiredRow = { seq: number; device: DeviceKey }

/** The `seq` of all that still wait for somebody, or expired for somebody. */
export type Standing = Readonly<{ [State in 'queued' | 'expired']: ReadonlySet<number> }>

/** Whether a search asks how far notifications came, so that this has to be gathered for it. */
export function asksForStanding({ conditions }: Search): boolean {
  return conditions.some(({ fact }) => fact.about === 'delivery')
}

/** Those that a search can find at all, ascending; null = it only leaves some out. */
export function standingOnly({ conditions }: Search, standing: Standing): number[] | null {
  let only: number[] | null = null
  for (const { fact, isExcluded } of conditions) {
    if (fact.about !== 'delivery' || isExcluded) continue
    const those = standing[fact.state]
    only = only === null ? [...those] : only.filter((seq) => those.has(seq))
  }
  return only?.sort((one, other) => one - other) ?? null
}

/** The lists of the searches under way, as a condition of SQL. */
export class Standings {
  readonly #lists = new Map<number, ReadonlySet<number>[]>()
  #last = 0

  constructor(database: Database) {
    database.define('left_out', (list, seq) =>
      this.#lists.get(Number(list))?.some((out) => out.has(Number(seq))) === true ? 1 : 0,
    )
  }

  /** For as long as a search takes: the value for `NOT left_out(?, n.seq)`. */
  open({ conditions }: Search, standing: Standing): number {
    const out = conditions.flatMap(({ fact, isExcluded }) =>
      fact.about === 'delivery' && isExcluded ? [standing[fact.state]] : [],
    )
    this.#lists.set(++this.#last, out)
    return this.#last
  }

  close(list: number): void {
    this.#lists.delete(list)
  }
}

export type Gathering = Readonly<{
  database: Database
  deliveries: Deliveries
  age: Pick<Age, 'nowMs'>
  /** False: the device was forgotten, and nothing is said of it any more. */
  isDevice: (key: DeviceKey) => boolean
}>

/** Both, as they are now; pauses between pieces. */
export function* gatherStanding(parts: Gathering): Generator<void, Standing> {
  const standing = { queued: new Set<number>(), expired: new Set<number>() }
  const note = (seq: number, expiresMs: number) =>
    standing[expiresMs > parts.age.nowMs ? 'queued' : 'expired'].add(seq)
  for (const { entry } of parts.deliveries.pending.fresh()) note(entry.seq, entry.expiresMs)
  for (const rows of waitingRows(parts.database)) {
    for (const { device, seq, expires } of rows) {
      if (!parts.deliveries.pending.isStruck(device, seq)) note(seq, expires)
    }
    yield
  }
  for (const rows of expiredRows(parts.database)) {
    for (const { seq, device } of rows) {
      if (parts.isDevice(device) && !parts.deliveries.isLate(device, seq)) standing.expired.add(seq)
    }
    yield
  }
  return standing
}

function* waitingRows(database: Database): Generator<WaitingRow[]> {
  const page = database.prepare(
    `SELECT device, seq, expires FROM waiting WHERE (device, seq) > (?, ?)
     ORDER BY device, seq LIMIT ${ROWS}`,
  )
  for (let last: WaitingRow | undefined; ;) {
    const rows = page.all(last?.device ?? -1, last?.seq ?? AFTER_ALL) as WaitingRow[]
    last = rows.at(-1)
    if (!last) return
    yield rows
  }
}

function* expiredRows(database: Database): Generator<ExpiredRow[]> {
  const page = database.prepare(
    `SELECT seq, device FROM expired WHERE (seq, device) > (?, ?)
     ORDER BY seq, device LIMIT ${ROWS}`,
  )
  for (let last: ExpiredRow | undefined; ;) {
    const rows = page.all(last?.seq ?? -1, last?.device ?? AFTER_ALL) as ExpiredRow[]
    last = rows.at(-1)
    if (!last) return
    yield rows
  }
}
