// One write after the other, inside the transaction of its batch. What fails for a reason of its own fails alone.

import type { Transaction } from './database'
import type { Deliveries } from './deliveries'
import type { Devices } from './devices'
import type { FailureCode, Health } from './health'
import type { Marks } from './marks'
import type { Answer, Change, Delivered, Seen, Write } from './messages'
import type { Recorder } from './record'
import type { NewNotification, Recorded } from './types'

/** What came of the writes of a batch. */
export type Wrote = { recorded: Recorded[]; answers: Answer[] }

/** A word about what has happened: kept in memory first, so that nobody waits for it. */
export type Note = Delivered | Seen

export function isNote(write: Write): write is Note {
  return write.op === 'delivered' || write.op === 'seen'
}

export class Writes {
  readonly #devices: Devices
  readonly #deliveries: Deliveries
  readonly #recorder: Recorder
  readonly #marks: Marks
  readonly #health: Health

  constructor(parts: {
    devices: Devices
    deliveries: Deliveries
    recorder: Recorder
    marks: Marks
    health: Health
  }) {
    this.#devices = parts.devices
    this.#deliveries = parts.deliveries
    this.#recorder = parts.recorder
    this.#marks = parts.marks
    this.#health = parts.health
  }

  apply(transaction: Transaction, write: Write, wrote: Wrote): void {
    if (write.op === 'record') wrote.recorded.push(this.#record(transaction, write.notification))
    else if (isNote(write)) this.note(write)
    else wrote.answers.push(this.#change(transaction, write))
  }

  /** All of a batch failed; notes are kept even then. */
  refuse(writes: readonly Write[], code: FailureCode): Wrote {
    const wrote: Wrote = { recorded: [], answers: [] }
    for (const write of writes) {
      if (write.op === 'record') wrote.recorded.push({ kind: 'refused', code })
      else if (isNote(write)) this.note(write)
      else wrote.answers.push({ id: write.id, ok: false, code })
    }
    return wrote
  }

  note(note: Note): void {
    if (note.op === 'seen') {
      this.#devices.seen(note.key, note.seenMs)
      return
    }
    const { pairs } = note
    for (let at = 0; at < pairs.length; at += 2) {
      this.#deliveries.delivered(pairs[at] ?? 0, pairs[at + 1] ?? 0)
    }
  }

  #record(transaction: Transaction, notification: NewNotification): Recorded {
    try {
      return this.#recorder.record(transaction, notification)
    } catch (error) {
      this.#health.contain(error, 'could not record a notification', { id: notification.id })
      return { kind: 'refused', code: 'internal' }
    }
  }

  #change(transaction: Transaction, change: Change): Answer {
    const { id } = change
    try {
      const value = this.#applyChange(transaction, change)
      return value === null ? { id, ok: false, code: 'not_found' } : { id, ok: true, value }
    } catch (error) {
      this.#health.contain(error, 'could not make a change', { op: change.op })
      return { id, ok: false, code: 'internal' }
    }
  }

  /** null: there is nothing to change. */
  #applyChange(transaction: Transaction, change: Change): unknown {
    switch (change.op) {
      case 'saveDevice':
        return this.#devices.save(change.device)
      case 'deleteDevice':
        this.#deliveries.deleteDevice(transaction, change.key)
        this.#devices.delete(change.key)
        return undefined
      case 'saveTopics':
        this.#devices.saveTopics(change.key, change.topics)
        return undefined
      case 'saveBlock':
        this.#devices.saveBlock(change.block)
        return undefined
      case 'deleteBlock':
        this.#devices.deleteBlock(change.key)
        return undefined
      case 'markRead':
        return this.#marks.mark(change.ids, change.isRead)
    }
  }
}
