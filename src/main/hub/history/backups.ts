// The backups of a history: when one is made, that it is good, how many are kept. Knows the thread of the history
// by what it is handed, and no SQL.

import { readdirSync, renameSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupStatus, BackupView } from '../../../shared/views'
import type { Clock, Log, Timer } from '../ports'
import { syncFolder } from '../private-file'
import { isDue, lastOf, superfluous } from './backup-time'
import { folderOf, freeBytes, makePrivateFolder, sizeOf } from './folder'
import { RESERVE_BYTES } from './reserve'
import type { Verified } from './shapes'

const KEPT = 3
/** How soon after a start it is looked whether one is due, and how often from then on. */
const FIRST_MS = 300_000
const LOOK_MS = 600_000
/** A disk is nearly full that has no more than this beside the copy. */
const SPARE_BYTES = 64 * 1_048_576 + RESERVE_BYTES
/** After a failure. */
const AGAIN_MS = 6 * 3_600_000
/** After all were removed. */
const SOON_MS = 1_000

const NAME = /^history-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.(\d{3})Z\.db$/
const UNFINISHED = 'unfinished.db'

export type BackupParts = Readonly<{
  dataDir: string
  clock: Clock
  log: Log
  /** Copies the history while it is in use. */
  copy: (path: string) => Promise<void>
  verify: (path: string) => Promise<Verified>
  newestSeq: () => number
  onStatus: (status: BackupStatus) => void
}>

export class Backups {
  readonly #parts: BackupParts
  readonly #folder: string
  #timer: Timer | null = null
  #failedMs: number | null = null
  #isMaking = false
  #failure: BackupStatus['failure'] = null
  #isKnown = false
  /** One after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: BackupParts) {
    this.#parts = parts
    this.#folder = join(parts.dataDir, 'backups')
  }

  /** Tells how things are, and makes backups from now on. */
  start(): void {
    this.#tell(null)
    this.#lookIn(FIRST_MS)
  }

  /** Begins none from now on. */
  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  /** Makes one now. Rejects with what went wrong, which is told as well. */
  make(): Promise<BackupView> {
    this.#isMaking = true
    const made = this.#turn.then(() => this.#make())
    this.#turn = made.catch(() => undefined)
    return made
  }

  /** How much of the one that is being made is there, 0 to 1; null = none is. Its check comes after that. */
  progress(): number | null {
    if (!this.#isMaking) return null
    const whole = sizeOf(folderOf(this.#parts.dataDir).database)
    return Math.min(1, sizeOf(join(this.#folder, UNFINISHED)) / Math.max(1, whole))
  }

  /** The owner knows that it failed; another failure before one is made again is the same one. */
  knowFailure(): void {
    this.#isKnown = true
    this.#tell(this.#failure)
  }

  /** What they hold is to be in none of them any more; soon there is a new one. */
  async forget(): Promise<void> {
    const gone = this.#turn.then(async () => {
      for (const time of this.#times()) await remove(this.#path(time))
      if (sizeOf(this.#folder) > 0) await syncFolder(this.#folder)
      // One that was being made meanwhile lost its file.
      this.#failedMs = null
      this.#tell(null)
    })
    this.#turn = gone.catch(() => undefined)
    await gone
    if (this.#timer) this.#lookIn(SOON_MS)
  }

  #lookIn(ms: number): void {
    this.#timer?.cancel()
    this.#timer = this.#parts.clock.after(ms, () => {
      this.#lookIn(LOOK_MS)
      if (!this.#isMaking && this.#isDue()) void this.make().catch(() => undefined)
    })
  }

  #isDue(): boolean {
    const { clock } = this.#parts
    if (this.#failedMs !== null && clock.monotonicMs() - this.#failedMs < AGAIN_MS) return false
    const nowMs = clock.nowMs()
    return isDue(lastOf(this.#times(), nowMs), nowMs)
  }

  async #make(): Promise<BackupView> {
    const { clock, log } = this.#parts
    const startedMs = clock.monotonicMs()
    try {
      const view = await this.#makeOne()
      this.#failedMs = null
      this.#isMaking = false
      const ms = Math.round(clock.monotonicMs() - startedMs)
      log.info('made a backup', { bytes: view.bytes, notifications: view.notifications, ms })
      this.#tell(null)
      return view
    } catch (error) {
      this.#failedMs = clock.monotonicMs()
      this.#isMaking = false
      const isFull = error instanceof NoRoom
      log.error('no backup could be made', { error: String(error) })
      this.#tell(isFull ? 'no_room' : 'failed')
      throw error
    } finally {
      await remove(join(this.#folder, UNFINISHED))
    }
  }

  async #makeOne(): Promise<BackupView> {
    const { dataDir, clock, copy, verify, newestSeq } = this.#parts
    const { database, wal } = folderOf(dataDir)
    if (freeBytes(dataDir) < sizeOf(database) + sizeOf(wal) + SPARE_BYTES) throw new NoRoom()
    makePrivateFolder(this.#folder)
    const unfinished = join(this.#folder, UNFINISHED)
    await remove(unfinished)
    const before = newestSeq()
    await copy(unfinished)
    const verified = await verify(unfinished)
    if (verified.newestSeq < before) throw new Error('The copy lacks what was there before it.')
    const timeMs = clock.nowMs()
    renameSync(unfinished, this.#path(timeMs))
    await syncFolder(this.#folder)
    for (const time of superfluous(this.#times(), timeMs, KEPT)) await remove(this.#path(time))
    await syncFolder(this.#folder)
    const path = this.#path(timeMs)
    const { size: bytes } = statSync(path)
    return { time: isoOf(timeMs), path, bytes, notifications: verified.notifications }
  }

  #tell(failure: BackupStatus['failure']): void {
    const last = lastOf(this.#times(), this.#parts.clock.nowMs())
    this.#failure = failure
    if (failure === null) this.#isKnown = false
    const isKnown = this.#isKnown
    this.#parts.onStatus({ last: last === null ? null : isoOf(last), failure, isKnown })
  }

  #times(): number[] {
    if (!statSync(this.#folder, { throwIfNoEntry: false })) return []
    return readdirSync(this.#folder).flatMap((name) => {
      const [, day, hour, minute, second, ms] = NAME.exec(name) ?? []
      if (ms === undefined) return []
      return [
        Date.parse(`${String(day)}T${String(hour)}:${String(minute)}:${String(second)}.${ms}Z`),
      ]
    })
  }

  #path(timeMs: number): string {
    return join(this.#folder, `history-${isoOf(timeMs).replaceAll(':', '-')}.db`)
  }
}

class NoRoom extends Error {
  override readonly name = 'NoRoom'
  constructor() {
    super('There is not enough room on the disk for a backup.')
  }
}

/** Beside the thread, which a disk keeps waiting for long where the file is large. */
function remove(path: string): Promise<void> {
  return rm(path, { force: true })
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
