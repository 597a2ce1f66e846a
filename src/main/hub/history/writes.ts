// One write after the other, inside the transaction of its batch. What fails for a reason of its own fails alone.

import type { Alarms } from './alarms'
import type { Age } from './age'
import type { Attachments } from './attachments'
import type { Audit } from './audit'
import type { Database, Transaction } from './database'
import type { Deliveries } from './deliveries'
import type { Devices } from './devices'
import type { FailureCode, Health } from './health'
import type { Marks } from './marks'
import type { Letters } from './letters'
import type {
  Answer,
  Audited,
  Change,
  Delivered,
  Kept,
  LettersTaken,
  Seen,
  Stepped,
  Write,
} from './messages'
import type { Reactions } from './reactions'
import type { Receipts } from './receipts'
import type { Recorder } from './record'
import type { Retention } from './retention'
import type { Room } from './room'
import { forgetSalvaged } from './salvage/report'
import type { Schedule } from './schedule'
import type { NewNotification, Reacted, Recorded } from './shapes'

/** What came of the writes of a batch. */
export type Wrote = { recorded: Recorded[]; answers: Answer[] }

/** A word about what has happened: kept in memory first, so that nobody waits for it. */
export type Note = Delivered | Seen | Kept

/** What is only done again if it is lost, or only told of, and so is not worth a sync. */
export function isUnsynced(write: Write): write is Unsynced {
  return write.op === 'lettersTaken' || write.op === 'stepped' || write.op === 'audit'
}

type Unsynced = LettersTaken | Stepped | Audited

export type Parts = Readonly<{
  age: Age
  attachments: Attachments
  audit: Audit
  database: Database
  devices: Devices
  deliveries: Deliveries
  recorder: Recorder
  marks: Marks
  letters: Letters
  receipts: Receipts
  reactions: Reactions
  retention: Retention
  alarms: Alarms
  schedule: Schedule
  health: Health
  room: Room
}>

export function isNote(write: Write): write is Note {
  return write.op === 'delivered' || write.op === 'seen' || write.op === 'keep'
}

/** Whether a device may do less after it than before. */
export function takesRights(write: Write): boolean {
  if (write.op === 'saveDevice') return write.device.key !== null
  return write.op === 'deleteDevice' || write.op === 'saveBlock'
}

/** What was not yet due was told to nobody. */
const NOBODY_KNOWS: Reacted = { effects: [], changed: [] }

export class Writes {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  apply(transaction: Transaction, write: Write, wrote: Wrote, nowMs: number): void {
    if (write.op === 'record') wrote.recorded.push(this.#record(transaction, write.notification))
    else if (isNote(write)) this.note(write)
    else if (isUnsynced(write)) this.#jot(transaction, write, nowMs)
    else wrote.answers.push(this.#change(transaction, write, nowMs))
  }

  /** All of a batch failed; notes are kept even then. */
  refuse(writes: readonly Write[], code: FailureCode): Wrote {
    const wrote: Wrote = { recorded: [], answers: [] }
    for (const write of writes) {
      if (write.op === 'record') wrote.recorded.push(this.#refuse(write.notification, code))
      else if (isNote(write)) this.note(write)
      else if (!isUnsynced(write)) wrote.answers.push({ id: write.id, ok: false, code })
    }
    return wrote
  }

  note(note: Note): void {
    if (note.op === 'seen') {
      this.#parts.devices.seen(note.key, note.seenMs)
      return
    }
    if (note.op === 'keep') return this.#parts.retention.use(note.keep)
    const { pairs } = note
    for (let at = 0; at < pairs.length; at += 2) {
      const device = pairs[at] ?? 0
      const seq = pairs[at + 1] ?? 0
      if (this.#parts.deliveries.delivered(device, seq)) {
        this.#parts.receipts.owe(device, seq, 'delivered')
      }
    }
  }

  #jot(transaction: Transaction, write: Unsynced, nowMs: number): void {
    if (write.op === 'audit') return this.#parts.audit.add(write.entry)
    const { alarms, letters, receipts } = this.#parts
    if (write.op === 'lettersTaken') {
      letters.taken(transaction, write.reader, write.through)
      return
    }
    const seq = alarms.stepped(write.notification, write.step)
    if (seq !== null) receipts.failed(transaction, seq, write.failures, nowMs)
  }

  #record(transaction: Transaction, notification: NewNotification): Recorded {
    if (this.#parts.room.isShort) return this.#refuse(notification, 'storage_full')
    try {
      return this.#parts.recorder.record(transaction, notification)
    } catch (error) {
      this.#parts.health.contain(error, 'could not record a notification', { id: notification.id })
      return { kind: 'refused', code: 'internal' }
    }
  }

  /** A repeat takes no room: it gets the first one's answer on a full disk too. */
  #refuse(notification: NewNotification, code: FailureCode): Recorded {
    try {
      return this.#parts.recorder.answered(notification) ?? { kind: 'refused', code }
    } catch {
      return { kind: 'refused', code }
    }
  }

  #change(transaction: Transaction, change: Change, nowMs: number): Answer {
    const { id } = change
    try {
      const value = this.#applyChange(transaction, change, nowMs)
      return value === null ? { id, ok: false, code: 'not_found' } : { id, ok: true, value }
    } catch (error) {
      this.#parts.health.contain(error, 'could not make a change', { op: change.op })
      return { id, ok: false, code: 'internal' }
    }
  }

  /** null: there is nothing to change. */
  #applyChange(transaction: Transaction, change: Change, nowMs: number): unknown {
    switch (change.op) {
      case 'saveDevice':
        return this.#parts.devices.save(change.device)
      case 'deleteDevice':
        this.#parts.deliveries.deleteDevice(transaction, change.key)
        this.#parts.devices.delete(change.key)
        return undefined
      case 'saveTopics':
        this.#parts.devices.saveTopics(change.key, change.topics)
        return undefined
      case 'saveBlock':
        this.#parts.devices.saveBlock(change.block)
        return undefined
      case 'deleteBlock':
        this.#parts.devices.deleteBlock(change.key)
        return undefined
      case 'react':
        return this.#parts.reactions.react(transaction, change.reacting, nowMs)
      case 'cancel': {
        const { notification, sender } = change
        const { schedule } = this.#parts
        if (schedule.take(transaction, notification, sender)) return { reacted: NOBODY_KNOWS }
        // In a box, since "not theirs" is an answer, and null would mean that there is nothing to change.
        return { reacted: this.#parts.reactions.cancel(transaction, notification, sender, nowMs) }
      }
      case 'adopt':
        this.#parts.attachments.adopt(transaction, change.uploaded, this.#parts.age.nowMs)
        return undefined
      case 'keepForDraft':
        return this.#parts.attachments.keepForDraft(change.attachments, this.#parts.age.nowMs)
      case 'forgetSalvaged':
        forgetSalvaged(this.#parts.database)
        return undefined
      case 'markRead':
        return this.#parts.marks.mark(transaction, change.ids, change.isRead, nowMs)
    }
  }
}
