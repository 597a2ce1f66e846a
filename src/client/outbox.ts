// Commands that must reach the hub: each is sent until it is answered, under the same `ref`. Knows no socket.

import type { Keeping } from './keeping'
import { Line } from './line'
import type { Accepted, Events, Failure, Waiting } from './types'

/** How long answers gather until they are written down, ms. */
const SETTLE_MS = 50
/** Of one frame, bytes. */
const LARGEST = 262_144
const LONGEST_REF = 128
/** The hub may take it later. */
const LATER = ['rate_limited', 'storage_full', 'queue_full', 'shutting_down', 'internal']
/** It is this one that it cannot take, or those whom it is for; others may go on. */
const ITS_OWN = ['queue_full', 'internal']
const PAUSE_S = { first: 1, most: 30 }

type Answer = Readonly<{ type: string; ref?: string } & Record<string, unknown>>
type Promised = Readonly<{ resolve: (value: never) => void; reject: (error: Failure) => void }>
type Tell = <Name extends 'outbox' | 'accepted' | 'failed'>(name: Name, event: Events[Name]) => void

/** An error with a code. */
export function failure(code: string, message: string, more: object = {}): Failure {
  return Object.assign(new Error(message), { code, ...more })
}

export class Outbox {
  readonly #promised = new Map<string, Promised>()
  readonly #line = new Line()
  /** Something came to the store that the line does not have. */
  #isBehind = false
  /** Not worth keeping beyond this run; they stand in no line with the others. */
  #passing: readonly Waiting[] = []
  /** What is under way: one of the line, and one of those. */
  readonly #underWay: { line: string | null; passing: string | null } = {
    line: null,
    passing: null,
  }
  #timer: ReturnType<typeof setTimeout> | undefined
  #settling: ReturnType<typeof setTimeout> | undefined
  #pauses = 0
  #send: ((frame: object) => void) | null = null

  constructor(
    private readonly keeping: Keeping,
    private readonly tell: Tell,
  ) {}

  /** Takes a command; resolves with its answer. `isKept`: also when this program ends before. */
  put<Value>(
    command: Readonly<{ type: string; ref?: unknown } & Record<string, unknown>>,
    isKept = true,
  ): Promise<Value> {
    const ref = typeof command.ref === 'string' ? command.ref : newRef()
    const entry: Waiting = { ...command, ref }
    // The hub would not say in its answer what it answers.
    if (ref.length > LONGEST_REF)
      return Promise.reject(failure('bad_field', 'This ref is too long.', { field: 'ref' }))
    if (new TextEncoder().encode(JSON.stringify(entry)).length > LARGEST)
      return Promise.reject(failure('too_large', 'This is more than a frame may hold.'))
    const refusal = isKept ? this.#keep(entry) : null
    if (refusal) return Promise.reject(refusal)
    if (!isKept) this.#passing = [...this.#passing, entry]
    const answer = new Promise<Value>((resolve, reject) => {
      this.#promised.set(ref, { resolve, reject })
    })
    if (isKept) {
      this.#isBehind = true
      this.tell('outbox', this.keeping.outbox)
    }
    this.flush()
    return answer
  }

  /** Where the store has no room it goes all the same, if the hub is there. */
  #keep(entry: Waiting): Failure | null {
    const state = this.keeping.put(entry)
    if (state === 'many') return failure('outbox_full', 'Too much waits to be sent already.')
    if (state === 'unkept' && !this.#send)
      return failure('store_full', 'There is no room to keep it until the hub is there.')
    if (state === 'unkept') this.keeping.hold(entry)
    return null
  }

  /** Everything may go out from now on. */
  open(send: (frame: object) => void): void {
    this.#send = send
    this.#isBehind = true
    this.flush()
  }

  /** Nothing goes out any more, and what is under way may not have arrived. */
  shut(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#send = null
    this.#underWay.line = this.#underWay.passing = null
    this.#line.wake()
  }

  flush(): void {
    const send = this.#send
    if (!send || this.#timer !== undefined) return
    const underWay = this.#underWay
    underWay.passing ??= sent(this.#passing[0], send)
    underWay.line ??= sent(this.#next(), send)
  }

  /** An answer of the hub; false when it answers nothing of these. */
  answered(frame: Answer): boolean {
    const { ref } = frame
    const underWay = this.#underWay
    if (ref === undefined) return false
    if (ref === underWay.line) underWay.line = null
    else if (ref === underWay.passing) underWay.passing = null
    else return false
    if (frame.type !== 'error') this.#done(ref, frame)
    else if (LATER.includes(String(frame['code']))) this.#later(ref, frame)
    else this.#failed(ref, frame)
    this.flush()
    return true
  }

  /** Nobody waits for an answer any more. */
  end(): void {
    this.shut()
    clearTimeout(this.#settling)
    this.keeping.settle()
    this.#passing = []
    for (const { reject } of this.#promised.values())
      reject(failure('closed', 'This client was closed.'))
    this.#promised.clear()
  }

  #done(ref: string, answer: Answer): void {
    this.#pauses = 0
    const promised = this.#settle(ref)
    if ('id' in answer) this.tell('accepted', answer as unknown as Accepted)
    promised?.resolve(answer as never)
  }

  #failed(ref: string, frame: Answer): void {
    const { code, message, field, retryAfter } = frame
    const promised = this.#settle(ref)
    const more = { ...(field ? { field } : {}), ...(retryAfter ? { retryAfter } : {}) }
    const error = failure(String(code), String(message), more)
    this.tell('failed', { ref, code: error.code, message: error.message })
    promised?.reject(error)
  }

  /** The store is read as a whole, so not for each one that goes. */
  #next(): Waiting | undefined {
    if (this.#isBehind || this.#line.isEmpty) this.#line.fill(this.keeping.outbox)
    this.#isBehind = false
    return this.#line.next()
  }

  #settle(ref: string): Promised | undefined {
    const promised = this.#promised.get(ref)
    this.#promised.delete(ref)
    const isPassing = this.#passing.some((entry) => entry.ref === ref)
    if (isPassing) this.#passing = this.#passing.filter((entry) => entry.ref !== ref)
    else {
      this.keeping.take(ref)
      this.#line.leave(ref)
      this.#settling ??= setTimeout(() => {
        this.#settling = undefined
        this.keeping.settle()
        this.tell('outbox', this.keeping.outbox)
      }, SETTLE_MS)
    }
    return promised
  }

  #later(ref: string, frame: Answer): void {
    const seconds = Number(frame['retryAfter']) || 0
    const isOwn = ITS_OWN.includes(String(frame['code']))
    const isAside = isOwn && this.#line.rest(ref, seconds, () => this.flush())
    if (!isAside) this.#pause(seconds)
  }

  /** All of it waits, so that what came later does not overtake. */
  #pause(seconds: number): void {
    if (this.#timer !== undefined) return
    const wait = Math.max(seconds, Math.min(PAUSE_S.most, PAUSE_S.first * 2 ** this.#pauses))
    this.#pauses++
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.flush()
    }, wait * 1_000)
  }
}

/** Sends it, if there is one, and answers its name. */
function sent(entry: Waiting | undefined, send: (frame: object) => void): string | null {
  if (entry) send(entry)
  return entry?.ref ?? null
}

/** A name for one command that no other has. */
export function newRef(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
