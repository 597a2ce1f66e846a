// Questions that nobody waits for any more: which they are, and how one ends early. Knows no thread and no table.

import type { FeedPage } from '../../../shared/views'
import type { Answer } from './messages'

const NOTHING: FeedPage = { items: [], hasMore: false, isAbandoned: true }

export class Abandoned {
  readonly #underWay = new Set<number>()
  readonly #given = new Set<number>()
  #newest = 0

  /** One that was answered already is not noted; one that is still to come is. */
  add(job: number): void {
    if (this.#underWay.has(job) || job > this.#newest) this.#given.add(job)
  }

  /** Goes through the steps of a job, or as far as somebody waits for it. */
  *until(job: number, steps: Generator<void, Answer>): Generator<void, Answer> {
    this.#newest = Math.max(this.#newest, job)
    this.#underWay.add(job)
    try {
      for (let step = steps.next(); !this.#given.has(job); step = steps.next()) {
        if (step.done) return step.value
        yield
      }
      const nothing: Answer = { id: job, ok: true, value: NOTHING }
      steps.return(nothing)
      return nothing
    } finally {
      this.#underWay.delete(job)
      this.#given.delete(job)
    }
  }
}
