// The window in which a device may be paired: one at a time, with a code to type and a secret to scan, both worth
// one use. Decides who knows them, and how often may be guessed; knows no device and no store.

import { createHash, timingSafeEqual } from 'node:crypto'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { PAIRING } from '../../../shared/protocol/limits'
import type { Evidence } from '../listener/types'
import type { Clock, Random, Timer } from '../ports'

/** What the owner shows. */
export type Offer = Readonly<{
  /** Six digits. */
  code: string
  /** 128 bits, base64url. */
  secret: string
  /** ISO 8601. */
  expiresAt: string
}>

/** Somebody knew it: the window is closed to everybody else. */
export type Claim = Readonly<{
  /** Nothing came of it, so that it may be tried again as long as there is time. */
  putBack: () => void
}>

export type Closed = 'expired' | 'tries' | 'stopped'

type Open = {
  readonly offer: Offer
  readonly untilMs: number
  readonly timer: Timer
  wrong: number
  readonly wrongOf: Map<string, number>
  /** No try counts before then. */
  nextMs: number
}

/** Beyond it 32 random bits would make some codes likelier than others. */
const FAIR = Math.floor(0x1_0000_0000 / 1_000_000) * 1_000_000

export class Pairing {
  #open: Open | null = null

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly onClosed: (why: Closed) => void,
  ) {}

  /** Opens a window in the place of an open one. */
  open(): Offer {
    this.#shut()
    const offer = {
      code: newCode(this.random),
      secret: this.random.bytes(16).toString('base64url'),
      expiresAt: new Date(this.clock.nowMs() + PAIRING.openMs).toISOString(),
    }
    const untilMs = this.clock.monotonicMs() + PAIRING.openMs
    this.#begin({ offer, untilMs, wrong: 0, wrongOf: new Map(), nextMs: 0 })
    return offer
  }

  /** The owner has seen enough. */
  close(why: Closed = 'stopped'): void {
    if (this.#shut()) this.onClosed(why)
  }

  /** Tries a code or a secret. `field` is where it stood. */
  take(given: string, peer: Evidence, field: string): Claim | Refusal {
    const isCode = /^\d{6}$/.test(given)
    // Six digits that somebody can read on the way are theirs. A secret was never in the air before.
    if (isCode && !isUnheard(peer)) return refuse('tls_required', { field })
    const open = this.#open
    if (!open) return refuse('pairing_closed', { field })
    const waitMs = this.#waitMs(open, peer)
    if (waitMs > 0) return refuse('rate_limited', { field, retryAfter: Math.ceil(waitMs / 1_000) })
    const { code, secret } = open.offer
    if (!isSame(given, isCode ? code : secret)) return this.#wrong(open, peer, field)
    this.#shut()
    return { putBack: () => this.#putBack(open) }
  }

  /** How long this peer has to wait before its next try counts. */
  #waitMs(open: Open, { addressKey }: Evidence): number {
    const nowMs = this.clock.monotonicMs()
    const isSpent = (open.wrongOf.get(addressKey) ?? 0) >= PAIRING.wrongOfOne
    return (isSpent ? open.untilMs : open.nextMs) - nowMs
  }

  #wrong(open: Open, { addressKey }: Evidence, field: string): Refusal {
    open.wrong++
    open.wrongOf.set(addressKey, (open.wrongOf.get(addressKey) ?? 0) + 1)
    open.nextMs = this.clock.monotonicMs() + PAIRING.firstDelayMs * 2 ** (open.wrong - 1)
    if (open.wrong >= PAIRING.wrong) this.close('tries')
    return refuse('pairing_closed', { field })
  }

  #putBack(before: Open): void {
    if (!this.#open && this.clock.monotonicMs() < before.untilMs) this.#begin(before)
  }

  #begin(open: Omit<Open, 'timer'>): void {
    const leftMs = open.untilMs - this.clock.monotonicMs()
    const timer = this.clock.after(leftMs, () => this.close('expired'))
    this.#open = { ...open, timer }
  }

  #shut(): boolean {
    const open = this.#open
    open?.timer.cancel()
    this.#open = null
    return open !== null
  }
}

/** Nobody else can have read what it says. */
function isUnheard({ isEncrypted, isSameComputer, isProxied }: Evidence): boolean {
  return isEncrypted || (isSameComputer && !isProxied)
}

/** In a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}

/** Six digits, each code as likely as every other. */
function newCode(random: Random): string {
  for (;;) {
    const number = random.bytes(4).readUInt32BE()
    if (number < FAIR) return String(number % 1_000_000).padStart(6, '0')
  }
}
