// The way to the worker and back: gathers what is asked, keeps one batch in flight, hands out the answers.
// Knows how things travel, not what they mean.

import { BellhopError } from '../../../shared/protocol/errors'
import type { Answer, Batch, Copy, FromWorker, Job, ToWorker, Write } from './messages'
import type { RecordDone } from './types'
import type { DeviceKey, NewNotification } from './shapes'

/** Writes of one batch; a flood is cut into several, so that its first ones need not wait for its last. */
const BATCH = 1_000
/** How long what nobody waits for may itself wait for a batch to go with. */
const LATER_MS = 100

/** What is called when an answer is there. */
export type Expectation = Readonly<{
  done: (value: unknown) => void
  fail: (error: BellhopError) => void
}>

type Wrote = Extract<FromWorker, { kind: 'wrote' }>

export class Channel {
  readonly #post: (message: ToWorker) => void
  readonly #now: () => Pick<Batch, 'nowMs' | 'setByMs'>
  readonly #after: (ms: number, call: () => void) => void
  readonly #onThrown: (error: unknown) => void
  #writes: Write[] = []
  #jobs: (Job | Copy)[] = []
  #isTickDue = false
  #gathered: RecordDone[] = []
  #flying: RecordDone[] | null = null
  #expected = new Map<number, Expectation>()
  #lastId = 0
  #isFlushDue = false
  #isLaterDue = false
  #isShut = true
  readonly #drains: (() => void)[] = []

  /** `onThrown` hears what a callback throws; the others are called all the same. */
  constructor(
    post: (message: ToWorker) => void,
    now: () => Pick<Batch, 'nowMs' | 'setByMs'>,
    after: (ms: number, call: () => void) => void,
    onThrown: (error: unknown) => void,
  ) {
    this.#post = post
    this.#now = now
    this.#after = after
    this.#onThrown = onThrown
  }

  /** Shut before this is called. */
  start(): void {
    this.#isShut = false
  }

  record(notification: NewNotification, done: RecordDone): void {
    if (this.#isShut) {
      setImmediate(() => done({ kind: 'refused', code: 'internal' }, 0))
      return
    }
    this.#gathered.push(done)
    this.#write({ op: 'record', notification })
  }

  /** A write that nobody waits for: it goes with the next batch, or alone after a moment. */
  note(write: Write): void {
    if (this.#isShut) return
    this.#writes.push(write)
    this.#flushLater()
  }

  /** What is told one after the other travels as one. */
  delivered(device: DeviceKey, seqs: readonly number[]): void {
    if (this.#isShut) return
    const last = this.#writes.at(-1)
    const pairs = last?.op === 'delivered' ? last.pairs : []
    for (const seq of seqs) pairs.push(device, seq)
    if (last?.op !== 'delivered') this.note({ op: 'delivered', pairs })
  }

  /** A write that is answered. */
  change(make: (id: number) => Write, expectation: Expectation): void {
    if (this.#isShut) {
      refuseSoon(expectation)
      return
    }
    this.#write(make(this.#expect(expectation)))
  }

  /** A question. Answers the number by which it can be given up. */
  ask(make: (id: number) => Job | Copy, expectation: Expectation): number {
    if (this.#isShut) {
      refuseSoon(expectation)
      return 0
    }
    const id = this.#expect(expectation)
    this.#jobs.push(make(id))
    this.#flushSoon()
    return id
  }

  /** Nobody waits for this question any more: it is answered as it is, and soon. */
  abandon(job: number): void {
    if (this.#expected.has(job)) this.#post({ kind: 'abandon', job, ...this.#now() })
  }

  /** After the next batch, when nobody waits for the thread, or after a moment. */
  tick(): void {
    if (this.#isShut) return
    this.#isTickDue = true
    this.#flushLater()
  }

  /** The batch in flight is written: its callbacks, then the next one. */
  wrote({ recorded, answers }: Wrote): void {
    const flying = this.#flying ?? []
    this.#flying = null
    // First, so that the thread is at work meanwhile.
    this.#flush()
    for (const [at, done] of flying.entries()) {
      const result = recorded[at] ?? { kind: 'refused', code: 'internal' }
      this.#guard(() => done(result, flying.length - at - 1))
    }
    for (const answer of answers) this.answered(answer)
  }

  answered(answer: Answer): void {
    const expectation = this.#expected.get(answer.id)
    this.#expected.delete(answer.id)
    this.#guard(() => {
      if (answer.ok) expectation?.done(answer.value)
      else expectation?.fail(new BellhopError(answer.code))
    })
  }

  /** Takes nothing more; resolves when all writes are written and all questions are posted. */
  async drain(): Promise<void> {
    this.#isShut = true
    await new Promise<void>((resolve) => {
      this.#drains.push(resolve)
      this.#flush()
    })
  }

  /** Takes nothing more, and refuses what is under way. */
  shut(code: 'internal' | 'shutting_down'): void {
    this.#isShut = true
    const dones = [...(this.#flying ?? []), ...this.#gathered]
    const expected = [...this.#expected.values()]
    this.#flying = null
    this.#gathered = []
    this.#writes = []
    this.#jobs = []
    this.#isTickDue = false
    this.#expected.clear()
    for (const done of dones) this.#guard(() => done({ kind: 'refused', code: 'internal' }, 0))
    for (const { fail } of expected) this.#guard(() => fail(new BellhopError(code)))
    this.#tellIfDrained()
  }

  #expect(expectation: Expectation): number {
    this.#expected.set(++this.#lastId, expectation)
    return this.#lastId
  }

  #write(write: Write): void {
    this.#writes.push(write)
    this.#flushSoon()
  }

  /** After this turn of the event loop, so that all that came in it shares one sync. */
  #flushSoon(): void {
    if (this.#isFlushDue || this.#flying) return
    this.#isFlushDue = true
    setImmediate(() => {
      this.#isFlushDue = false
      this.#flush()
    })
  }

  #flushLater(): void {
    if (this.#isLaterDue) return
    this.#isLaterDue = true
    this.#after(LATER_MS, () => {
      this.#isLaterDue = false
      if (!this.#isShut) this.#flush()
    })
  }

  #flush(): void {
    if (this.#flying) return
    const batch = this.#take()
    if (batch) this.#post(batch)
    else this.#tellIfDrained()
  }

  #take(): Batch | null {
    if (this.#writes.length === 0 && this.#jobs.length === 0 && !this.#isTickDue) return null
    const writes = this.#writes.splice(0, BATCH)
    // What was asked after a write must not be answered before it.
    const jobs = this.#writes.length === 0 ? this.#jobs.splice(0) : []
    this.#flying = this.#gathered.splice(0, writes.filter(({ op }) => op === 'record').length)
    const isTick = this.#isTickDue
    this.#isTickDue = false
    return { kind: 'batch', ...this.#now(), writes, isTick, jobs }
  }

  #tellIfDrained(): void {
    if (this.#flying || this.#writes.length > 0 || this.#jobs.length > 0) return
    for (const resolve of this.#drains.splice(0)) resolve()
  }

  #guard(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#onThrown(error)
    }
  }
}

function refuseSoon({ fail }: Expectation): void {
  setImmediate(() => fail(new BellhopError('internal')))
}
