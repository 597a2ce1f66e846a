// Who this is to the hub: the hello of each connection, what it made of this device, pairing and the token. Knows no
// outbox and no connection.

import type { Keeping } from './keeping'
import { failure, newRef } from './outbox'
import type { Client, Events, Failure, Options } from './types'

export type Welcome = Readonly<{
  you: NonNullable<Client['you']>
  hub: Client['hub']
  token?: string
  reset?: true
}>

/** What is done about it. */
export type GreetingEvents = Readonly<{
  send: (frame: object) => void
  tell: <Name extends 'token' | 'reset'>(name: Name, event: Events[Name]) => void
  /** The hub has said what this is to it. */
  onGreeted: (you: Welcome['you']) => void
  /** Under this ID, token or code it knows nobody: trying the same again would change nothing. */
  onRefused: (why: Failure) => void
}>

export class Greeting {
  #you: Client['you'] = null
  #hub: Client['hub'] = null
  #name: string | undefined
  #code: string | undefined
  #pairing: { resolve: () => void; reject: (error: Failure) => void } | null = null
  /** Of the last hello; what answers it tells who this is. */
  #helloRef = ''
  #isGreeted = false

  constructor(
    private readonly options: Options,
    private readonly keeping: Keeping,
    private readonly events: GreetingEvents,
  ) {
    this.#name = options.name
    this.#code = options.pair
  }

  get you(): Client['you'] {
    return this.#you
  }
  get hub(): Client['hub'] {
    return this.#hub
  }
  get token(): string | null {
    return this.keeping.token ?? this.options.token ?? null
  }

  /** The first welcome comes unasked; the second tells what the hello made of this connection. */
  welcome({ you, hub, token, reset }: Welcome): void {
    this.#hub = hub
    if (!this.#isGreeted) {
      this.#isGreeted = true
      return this.#hello()
    }
    this.#you = you
    if (token !== undefined) this.#paired(token)
    if (reset) {
      this.keeping.restart()
      this.events.tell('reset', undefined)
    }
    this.events.onGreeted(you)
  }

  /** An error came: does it refuse the hello? */
  heard(error: Failure & { ref?: string }): void {
    if (error.ref !== this.#helloRef) return
    this.#code = undefined
    this.#pairing?.reject(reasonOf(error))
    this.#pairing = null
    this.events.onRefused(error)
  }

  /** The next hello says this code; resolves when the hub takes it. */
  pair(code: string): Promise<void> {
    this.#pairing?.reject(failure('closed', 'Another code was given.'))
    this.#code = code
    return new Promise((resolve, reject) => {
      this.#pairing = { resolve, reject }
    })
  }

  rename(name: string): void {
    this.#name = name
    if (this.#isGreeted) this.#hello()
  }

  /** Until the next welcome nobody else says what was joined. */
  joined(topics: readonly string[], isJoined: boolean): void {
    const rest = (this.#you?.topics ?? []).filter((one) => !topics.includes(one))
    if (this.#you) this.#you = { ...this.#you, topics: isJoined ? [...rest, ...topics] : rest }
  }

  /** The connection is gone. */
  lost(): void {
    this.#isGreeted = false
  }

  #hello(): void {
    this.#helloRef = newRef()
    const { id, kind, announce = false } = this.options
    const token = this.#code === undefined ? this.token : null
    this.events.send({
      type: 'hello',
      ref: this.#helloRef,
      ...{ id, kind, name: this.#name, announce },
      ack: 'manual',
      ...(token === null ? {} : { token }),
      ...(this.#code === undefined ? {} : { pair: this.#code }),
      ...(this.keeping.seq > 0 ? { since: this.keeping.seq } : {}),
    })
  }

  #paired(token: string): void {
    this.keeping.token = token
    this.#code = undefined
    this.#pairing?.resolve()
    this.#pairing = null
    this.events.tell('token', token)
  }
}

function reasonOf({ code, message, retryAfter }: Failure): Failure {
  return failure(code, message, retryAfter === undefined ? {} : { retryAfter })
}
