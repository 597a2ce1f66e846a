// How much each lane may publish and react, counted across sockets and HTTP alike. Knows rates, not what is published.

import type { Lane } from '../../../shared/model'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { RATE } from '../../../shared/protocol/limits'
import type { RegisteredDevice } from '../devices/registry'
import { isTrusted } from '../devices/trust'
import type { Evidence } from '../listener/types'
import type { Clock } from '../ports'
import { Meters } from './rates'

export type TooFast = Readonly<{ refusal: Refusal; isFlood: boolean }>

export class Gate {
  readonly #guests = new Meters(RATE.guest)
  readonly #trusted = new Meters(RATE.trusted)
  readonly #reactions = new Meters(RATE.reactions)
  readonly #strangersWords = new Meters(RATE.strangersWords)
  readonly #authFailures = new Meters(RATE.authFailures)

  constructor(
    private readonly clock: Clock,
    private readonly onWrongToken: (peer: Evidence) => void = () => undefined,
  ) {}

  /** Counts one publish; null = it may pass. Programs of this computer are not counted. */
  mayPublish(lane: Lane, peer: Evidence, device: RegisteredDevice | null): TooFast | null {
    if (lane === 'local' || lane === 'owner') return null
    const isStranger = lane === 'guest' || lane === 'pending'
    return this.#count(isStranger ? this.#guests : this.#trusted, lane, peer, device)
  }

  /** Counts one word about what is stored, which is written down as well: apart from what is published. */
  mayReact(lane: Lane, peer: Evidence, device: RegisteredDevice | null): TooFast | null {
    if (lane === 'local' || lane === 'owner') return null
    return this.#count(this.#reactions, lane, peer, device)
  }

  /** Counts one word that stores nothing and costs the hub something all the same: a hello, a list, a stranger's ping. */
  maySay(lane: Lane, peer: Evidence, device: RegisteredDevice | null): TooFast | null {
    if (isTrusted(lane)) return this.mayReact(lane, peer, device)
    return this.#count(this.#strangersWords, lane, peer, device)
  }

  /** What to answer to one more wrong token from this address. A right one is never held up by these. */
  authFailure(peer: Evidence): Refusal {
    this.onWrongToken(peer)
    const nowMs = this.clock.monotonicMs()
    const meter = this.#authFailures.of(peer.addressKey, nowMs)
    return meter.take(nowMs) === 'pass'
      ? refuse('unauthorized', { field: 'token' })
      : refuse('rate_limited', { retryAfter: meter.retryAfter })
  }

  #count(
    meters: Meters,
    lane: Lane,
    peer: Evidence,
    device: RegisteredDevice | null,
  ): TooFast | null {
    const nowMs = this.clock.monotonicMs()
    const key = lane === 'token' && device ? `device ${device.key}` : peer.addressKey
    const meter = meters.of(key, nowMs)
    const verdict = meter.take(nowMs)
    if (verdict === 'pass') return null
    const refusal = refuse('rate_limited', { retryAfter: meter.retryAfter })
    return { refusal, isFlood: verdict === 'flood' }
  }
}
