// The owner's side of the door: who asks, what was approved, who is blocked. Changes the registry and tells
// the sessions whom to let in; knows no frames.

import type { DeviceId, DeviceKind, TrustPolicy } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Draft } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Accepted } from '../../../shared/protocol/frames'
import type { BlockedView, Decision, RequestView } from '../../../shared/views'
import type { Evidence } from '../listener/types'
import type { Clock, Random } from '../ports'
import { whyTaken } from './greeting'
import type { Claim, Pairing } from './pairing'
import { blockOfAddress, blockOfId, type RegisteredDevice, type Registry } from './registry'
import { Requests, type Asks, type Held, type Request } from './requests'
import { hashToken, mintToken } from './tokens'
import { linkOf, unpaired } from './trust'

/** An approval of somebody who was away waits so long for that very ID from that very address. */
const APPROVAL_MS = 86_400_000
const APPROVALS = 100

/** How a let-in peer stands from now on. */
export type LetIn = Paired | (Named & Readonly<{ device: null }>)
type Named = Readonly<{ id: DeviceId | null; name: string; kind: DeviceKind }>
type Paired = Named & Readonly<{ device: RegisteredDevice; token: string }>

/** What the sessions do for the owner's decision. */
export type AdmissionEffects<A extends object> = Readonly<{
  policy: () => TrustPolicy
  /** False when it has left by now. */
  letIn: (asker: A, how: LetIn) => boolean
  turnAway: (asker: A) => void
  /** Cuts off every socket that goes by this folded ID or comes from this address. */
  disconnect: (who: Readonly<{ fold: string } | { addressKey: string }>, reason?: 'revoked') => void
  /** Publishes what was held, under the name that was asked for. */
  release: (how: LetIn, draft: Draft, answer: (result: Accepted | Refusal) => void) => void
  /** A code was wrong, or none was asked for. */
  onWrongCode: (peer: Evidence) => void
  /** A device came by a code or a secret. */
  onPaired: (device: RegisteredDevice, peer: Evidence) => void
  /** Its token came where others can hear it. */
  onOverheard: (device: RegisteredDevice) => void
  onChanged: () => void
}>

export class Admission<A extends object> {
  readonly #requests = new Requests<A>()
  readonly #approvals = new Map<string, number>()

  constructor(
    private readonly registry: Registry,
    private readonly pairing: Pick<Pairing, 'take'>,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly effects: AdmissionEffects<A>,
  ) {}

  requests(): RequestView[] {
    return this.#requests.views()
  }

  blocked(): BlockedView[] {
    return [...this.registry.blocks()].map(([key, sinceMs]) => ({
      key,
      label: key.slice(key.indexOf(':') + 1),
      since: new Date(sinceMs).toISOString(),
    }))
  }

  /** Puts somebody before the owner. */
  ask(asks: Asks, asker: A | null): Request<A> | Refusal {
    if (this.effects.policy() === 'paired') return unpaired()
    const request = this.#requests.ask(asks, asker, this.clock.nowMs())
    if (!request) return refuse('id_taken', { field: 'id' })
    this.effects.onChanged()
    return request
  }

  /** Holds what a waiting peer wants to publish. */
  hold(
    request: Request<A>,
    draft: Draft,
    answer?: (result: Accepted | Refusal) => void,
  ): Refusal | null {
    const held = { draft, timeMs: this.clock.nowMs(), ...(answer ? { answer } : {}) }
    if (!this.#requests.hold(request, held)) {
      return refuse('rate_limited', {
        message: 'Five notifications already wait for the owner of the hub to decide.',
        retryAfter: 60,
      })
    }
    this.effects.onChanged()
    return null
  }

  /** Nobody is asked about any more: who waits is refused, and what was approved is taken back. */
  close(): void {
    this.#approvals.clear()
    for (const { key } of this.#requests.views()) {
      const request = this.#requests.take(key)
      for (const { answer } of request?.held ?? []) answer?.(unpaired())
    }
    this.effects.onChanged()
  }

  left(asker: A): void {
    if (this.#requests.left(asker)) this.effects.onChanged()
  }

  /** Whether the owner approved this ID from this address while it was away. Uses the approval up. */
  takeApproval(id: DeviceId, peer: Evidence): boolean {
    const key = approvalKey(id, peer)
    const untilMs = this.#approvals.get(key)
    this.#approvals.delete(key)
    return untilMs !== undefined && this.clock.nowMs() <= untilMs
  }

  /**
   * Makes somebody a device and hands it its token. Whoever has left by then never saw the token: that is undone,
   * and the approval waits for its return.
   */
  async pairNow(asks: Asks & { id: DeviceId }, asker: A): Promise<LetIn> {
    const isKnown = this.registry.byFold(foldId(asks.id)) !== null
    const how = await this.#pair(asks)
    if (this.effects.letIn(asker, how)) return how
    await (isKnown ? this.registry.revoke(how.device) : this.registry.forget(how.device))
    this.#approve(asks.id, asks.peer)
    return { ...how, device: null }
  }

  /**
   * Makes a device of who knows the code or the secret that the owner shows; the window was the allowance. Without
   * an asker the answer is all that it gets.
   */
  async pair(
    given: Readonly<{ code: string; field: string }>,
    asks: Asks & { id: DeviceId },
    asker: A | null,
  ): Promise<Paired | Refusal> {
    const claim = this.pairing.take(given.code, asks.peer, given.field)
    if (!('putBack' in claim)) {
      if (claim.code === 'pairing_closed') this.effects.onWrongCode(asks.peer)
      return claim
    }
    const taken = whyTaken(this.registry, asks)
    if (taken) {
      claim.putBack()
      return taken
    }
    try {
      return await this.#pairBy(claim, asks, asker)
    } catch (error) {
      claim.putBack()
      throw error
    }
  }

  async #pairBy(claim: Claim, asks: Asks & { id: DeviceId }, asker: A | null): Promise<Paired> {
    const fold = foldId(asks.id)
    const isKnown = this.registry.byFold(fold) !== null
    const how = await this.#pair(asks)
    if (!asker) this.effects.disconnect({ fold })
    if (asker && !this.effects.letIn(asker, how)) {
      await (isKnown ? this.registry.revoke(how.device) : this.registry.forget(how.device))
      claim.putBack()
    } else {
      this.#requests.take(blockOfId(fold))
      this.effects.onPaired(how.device, asks.peer)
    }
    this.effects.onChanged()
    return how
  }

  async #pair(asks: Asks & { id: DeviceId }): Promise<Paired> {
    const token = mintToken(this.random)
    const { id, name, kind } = asks
    const device = await this.registry.save(
      {
        ...{ id, name, kind, by: 'token', tokenHash: hashToken(token) },
        isTlsOnly: linkOf(asks.peer) === 'encrypted',
      },
      this.clock.nowMs(),
    )
    return { id: device.id, name, kind, device, token }
  }

  /** Carries out what the owner decided; false when nobody asks by that key any more. */
  async decide(key: string, decision: Decision): Promise<boolean> {
    const request = this.#requests.take(key)
    if (!request) return false
    try {
      if (decision === 'block') await this.#block(request)
      else await this.#allow(request, decision)
    } catch (error) {
      // Nobody was let in, so it still waits: on a full disk the owner can decide again.
      if (decision !== 'block') this.#requests.putBack(request)
      throw error
    } finally {
      this.effects.onChanged()
    }
    return true
  }

  /**
   * A token that others heard is worth nothing from now on; its device is paired anew. If that cannot be written
   * down it happens again when the token is next heard.
   */
  burn(device: RegisteredDevice): void {
    this.registry.revoke(device).catch(() => undefined)
    this.effects.disconnect({ fold: device.fold }, 'revoked')
    this.effects.onOverheard(device)
    this.effects.onChanged()
  }

  async block(fold: string): Promise<void> {
    await this.registry.blockId(fold, this.clock.nowMs())
    this.effects.disconnect({ fold })
    this.effects.onChanged()
  }

  async unblock(key: string): Promise<boolean> {
    const wasBlocked = await this.registry.unblock(key)
    if (wasBlocked) this.effects.onChanged()
    return wasBlocked
  }

  async #allow(request: Request<A>, decision: 'allow' | 'once'): Promise<void> {
    const { id, name, kind, peer, asker } = request
    const once: LetIn = { id, name, kind, device: null }
    const isForEver = decision === 'allow' && id !== null
    let how: LetIn = once
    if (isForEver && asker) how = await this.pairNow({ id, name, kind, peer }, asker)
    else if (isForEver) this.#approve(id, peer)
    else if (asker) this.effects.letIn(asker, once)
    await Promise.all(request.held.map((held) => this.#release(how, held)))
  }

  /** Resolves when it is stored or refused. */
  #release(how: LetIn, { draft, answer }: Held): Promise<void> {
    return new Promise((resolve) => {
      this.effects.release(how, draft, (result) => {
        answer?.(result)
        resolve()
      })
    })
  }

  async #block(request: Request<A>): Promise<void> {
    const { id, peer, asker, held } = request
    for (const { answer } of held) answer?.(refuse('not_trusted'))
    if (asker) this.effects.turnAway(asker)
    if (id !== null) return this.block(foldId(id))
    // An address of this computer is nobody's in particular: blocking it would shut out its own programs.
    if (peer.isSameComputer) return
    await this.registry.block(blockOfAddress(peer.addressKey), this.clock.nowMs())
    this.effects.disconnect({ addressKey: peer.addressKey })
  }

  #approve(id: DeviceId, peer: Evidence): void {
    if (this.#approvals.size >= APPROVALS) {
      const [oldest] = this.#approvals.keys()
      if (oldest !== undefined) this.#approvals.delete(oldest)
    }
    this.#approvals.set(approvalKey(id, peer), this.clock.nowMs() + APPROVAL_MS)
  }
}

function approvalKey(id: DeviceId, peer: Evidence): string {
  return `${foldId(id)} ${peer.addressKey}`
}
