// What is done when the disk is full: the reserve makes room, which from then on is for receipts and settings
// alone, until there is enough for all again. Knows no messages.

import type { Database } from './database'
import { isOutOfRoom } from './faults'
import { freeBytes, sizeOf, type Folder } from './folder'
import { textOf, type Warn } from './health'
import { Reserve } from './reserve'
import { LOG_PAGES } from './write-log'

/** What must fit on a full disk before it counts as usable again. */
const PROBE_BYTES = 65_536

export class Room {
  readonly #folder: Folder
  readonly #database: Database
  readonly #reserve: Reserve
  readonly #warn: Warn
  /** The reserve is really there. */
  #isHeld: boolean
  #isShort: boolean

  constructor(folder: Folder, database: Database, warn: Warn) {
    this.#warn = warn
    this.#folder = folder
    this.#database = database
    this.#reserve = new Reserve(folder.reserve)
    this.#isHeld = this.#reserve.isWhole()
    this.#isShort = this.#reserve.isGivenUp()
  }

  /** The reserve is given up: nothing new is taken. */
  get isShort(): boolean {
    return this.#isShort
  }

  /** Comes first: the reserve of a hub that stopped on a full disk is taken again; false: there is no room for it. */
  begin(): boolean {
    if (!this.#isShort) return true
    const steps = this.#reserve.take()
    while (steps.next().done !== true);
    this.#isHeld = this.#reserve.isWhole()
    this.#isShort = !this.#isHeld
    return this.#isHeld
  }

  /** Something is to be regained. */
  get isWanting(): boolean {
    return this.#isShort || !this.#isHeld
  }

  /** Makes room if an error says that there is none; false: it does not, or there is none left to be made. */
  made(error: unknown): boolean {
    return isOutOfRoom(error) && this.make()
  }

  /** Gives the reserve up; false: it was given up already. */
  make(): boolean {
    if (this.#isShort && !this.#isHeld) return false
    this.#isShort = true
    this.#isHeld = false
    try {
      this.#reserve.giveUp()
      this.#beginLogAnew()
    } catch (error) {
      // A disk that cannot even do this shows it in what is tried next.
      this.#warn('no room could be made', { error: textOf(error) })
    }
    return true
  }

  /**
   * Takes the reserve, in steps; where writes were refused, something new has to fit besides. False: there is no
   * room for it.
   */
  *regain(wasRefused: boolean): Generator<void, boolean> {
    if (!this.#isHeld) {
      this.#isHeld = yield* this.#reserve.take()
      this.#isShort ||= !this.#isHeld
      if (!this.#isHeld) return false
    }
    if (wasRefused || this.#isShort) this.#probe()
    this.#isShort = false
    this.#database.log.limit(LOG_PAGES)
    return true
  }

  /** Something larger has to fit before the disk counts as usable again, or that would go to and fro. */
  #probe(): void {
    const set = this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('probe', zeroblob(?))")
    this.#database.transact(() => set.run(PROBE_BYTES))
    this.#database.transact(() => this.#database.exec("DELETE FROM meta WHERE key = 'probe'"))
  }

  /**
   * A log that was brought into the file is written over, and so needs no more room. Where the file cannot grow by
   * what stands in it that is not tried, since it would take what is left and end with nothing.
   */
  #beginLogAnew(): void {
    const { database } = this.#folder
    const growth = this.#database.fileBytes() - sizeOf(database)
    if (growth <= freeBytes(database)) this.#database.log.fold('RESTART')
    else this.#database.log.limit(0)
  }
}
