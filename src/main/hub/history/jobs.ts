// Which part of the store answers which question. What takes long goes in steps, between which writes go first.

import type { Attachments } from './attachments'
import type { Audit } from './audit'
import type { Erase } from './erase'
import type { Letters } from './letters'
import type { Marks } from './marks'
import type { Job } from './messages'
import type { Queries } from './queries'
import type { Room } from './room'
import type { Schedule } from './schedule'

/** Whom it takes to answer. */
export type Answering = Readonly<{
  attachments: Attachments
  audit: Audit
  queries: Queries
  letters: Letters
  schedule: Schedule
  marks: Marks
  room: Room
  erase: Erase
}>

/** Does a job, and answers what came of it. */
export function* answer(
  { attachments, audit, queries, letters, schedule, marks, room, erase }: Answering,
  job: Job,
  nowMs: number,
): Generator<void, unknown> {
  switch (job.op) {
    case 'waiting':
      return queries.waiting(job.device, job.after, job.limit)
    case 'addressed':
      return yield* queries.addressed(job.device, job.after, job.limit)
    case 'list':
      return yield* queries.list(job.query)
    case 'exported':
      return yield* queries.exported(job.query)
    case 'feed':
      return yield* queries.feed(job.query)
    case 'one':
      return queries.one(job.notification)
    case 'letters':
      return letters.of(job.reader, job.after, job.limit)
    case 'attachment':
      return queries.attachment(job.attachment)
    case 'attachmentBytes':
      return attachments.bytes()
    case 'isScheduled':
      return schedule.has(job.notification)
    case 'scheduled':
      return schedule.due(job.byMs, job.limit)
    case 'audited':
      return audit.page(job.before, job.limit)
    case 'unreadBy':
      return yield* queries.unreadBy()
    case 'makeRoom':
      return room.make()
    case 'markAllRead':
      return yield* marks.markAll(job.isRead, nowMs)
    case 'erase':
      return yield* erase.run(job.what)
    case 'countBefore':
      return yield* erase.countBefore(job.timeMs)
  }
}
