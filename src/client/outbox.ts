// Commands that must reach the hub: each is sent until it is answered, under the same `ref`. Knows no socket.

import type { Keeping } from './keeping'
import type { Accepted, Events, Failure, Waiting } from './types'

/** So many are under way at once, so that a long outbox never looks like a flood. */
const UNDER_WAY = 100
/** How long answers gather until they are written down, ms. */
const SETTLE_MS = 50
/** Of one frame, bytes. */
const LARGEST = 262_144
/** The hub may take it later. */
const LATER = ['rate_limited', 'storage_full', 'queue_full', 'shutting_down', 'internal']
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
  readonly #underWay = new Set<string>()
  /** Not worth keeping beyond this run. */
  #passing: readonly Waiting[] = []
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
    if (new TextEncoder().encode(JSON.stringify(entry)).length > LARGEST)
      return Promise.reject(failure('too_large', 'This is more than a frame may hold.'))
    if (!isKept) this.#passing = [...this.#passing, entry]
    else if (!this.keeping.put(entry))
      return Promise.reject(failure('outbox_full', 'There is no room for what waits to be sent.'))
    const answer = new Promise<Value>((resolve, reject) => {
      this.#promised.set(ref, { resolve, reject })
    })
    if (isKept) this.tell('outbox', this.keeping.outbox)
    this.flush()
    return answer
  }

  /** Everything may go out from now on. */
  open(send: (frame: object) => void): void {
    this.#send = send
    this.flush()
  }

  /** Nothing goes out any more, and what is under way may not have arrived. */
  shut(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#send = null
    this.#underWay.clear()
  }

  flush(): void {
    if (!this.#send || this.#timer !== undefined) return
    for (const entry of [...this.#passing, ...this.keeping.outbox]) {
      if (this.#underWay.size >= UNDER_WAY) return
      if (this.#underWay.has(entry.ref)) continue
      this.#underWay.add(entry.ref)
      this.#send(entry)
    }
  }

  /** An answer of the hub; false when it answers nothing of these. */
  answered(frame: Answer): boolean {
    const { ref } = frame
    if (ref === undefined || !this.#underWay.delete(ref)) return false
    if (frame.type !== 'error') this.#done(ref, frame)
    else if (LATER.includes(String(frame['code']))) this.#pause(Number(frame['retryAfter']) || 0)
    else this.#failed(ref, frame)
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
    this.#goOn()
  }

  #failed(ref: string, frame: Answer): void {
    const { code, message, field, retryAfter } = frame
    const promised = this.#settle(ref)
    const more = { ...(field ? { field } : {}), ...(retryAfter ? { retryAfter } : {}) }
    const error = failure(String(code), String(message), more)
    this.tell('failed', { ref, code: error.code, message: error.message })
    promised?.reject(error)
    this.#goOn()
  }

  /** The next ones, many at a time: each time all of the outbox is read. */
  #goOn(): void {
    if (this.#underWay.size <= UNDER_WAY / 2) this.flush()
  }

  #settle(ref: string): Promised | undefined {
    const promised = this.#promised.get(ref)
    this.#promised.delete(ref)
    const isPassing = this.#passing.some((entry) => entry.ref === ref)
    if (isPassing) this.#passing = this.#passing.filter((entry) => entry.ref !== ref)
    else {
      this.keeping.take(ref)
      this.#settling ??= setTimeout(() => {
        this.#settling = undefined
        this.keeping.settle()
        this.tell('outbox', this.keeping.outbox)
      }, SETTLE_MS)
    }
    return promised
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

/** A name for one command that no other has. */
export function newRef(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
