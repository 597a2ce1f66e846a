// Who asks to be let in, with what it already sent. In memory only: who still wants in asks again after a
// restart. Decides nothing; the owner does.

import type { DeviceId, DeviceKind } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Draft } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Accepted } from '../../../shared/protocol/frames'
import { REQUESTS } from '../../../shared/protocol/limits'
import type { RequestView } from '../../../shared/views'
import type { Evidence } from '../listener/types'
import { blockOfAddress, blockOfId } from './registry'
import { linkOf } from './trust'

/** Something a waiting peer wants to publish. `answer` is told once the owner has decided. */
export type Held = Readonly<{
  draft: Draft
  timeMs: number
  answer?: (result: Accepted | Refusal) => void
}>

export type Request<A extends object> = {
  readonly key: string
  readonly id: DeviceId | null
  name: string
  kind: DeviceKind
  readonly peer: Evidence
  readonly sinceMs: number
  /** The live socket, while there is one. */
  asker: A | null
  readonly held: Held[]
}

export type Asks = Readonly<{ id: DeviceId | null; name: string; kind: DeviceKind; peer: Evidence }>

export class Requests<A extends object> {
  readonly #byKey = new Map<string, Request<A>>()

  /** The request of this peer: the one that waits already, or a new one; null when its ID is asked for elsewhere. */
  ask(asks: Asks, asker: A | null, nowMs: number): Request<A> | null {
    const key = keyOf(asks)
    const known = this.#byKey.get(key)
    if (known) {
      if (known.peer.addressKey !== asks.peer.addressKey) return null
      known.name = asks.name
      known.kind = asks.kind
      known.asker = asker ?? known.asker
      return known
    }
    if (this.#byKey.size >= REQUESTS.waiting) this.#makeRoom()
    const request: Request<A> = { ...asks, key, sinceMs: nowMs, asker, held: [] }
    this.#byKey.set(key, request)
    return request
  }

  get(key: string): Request<A> | null {
    return this.#byKey.get(key) ?? null
  }

  /** Takes a request out, to decide on it. */
  take(key: string): Request<A> | null {
    const request = this.get(key)
    this.#byKey.delete(key)
    return request
  }

  /** Puts back what was taken out, unless it was asked for anew since. */
  putBack(request: Request<A>): void {
    if (!this.#byKey.has(request.key)) this.#byKey.set(request.key, request)
  }

  /** Holds a draft for the person; false when five wait already. */
  hold(request: Request<A>, held: Held): boolean {
    if (request.held.length >= REQUESTS.held) return false
    request.held.push(held)
    return true
  }

  /** A socket is gone. A request stays, since who sends and leaves may be let in later; a bare one goes. */
  left(asker: A): boolean {
    let hasChanged = false
    for (const request of this.#byKey.values()) {
      if (request.asker !== asker) continue
      request.asker = null
      hasChanged = true
      if (request.id === null && request.held.length === 0) this.#byKey.delete(request.key)
    }
    return hasChanged
  }

  views(): RequestView[] {
    return [...this.#byKey.values()].map(viewOf)
  }

  /**
   * Of the address that asks for most the oldest whose peer has left goes, else the oldest: one address that asks
   * under ever new IDs crowds out nobody but itself.
   */
  #makeRoom(): void {
    const all = loudest([...this.#byKey.values()])
    const victim = all.find((request) => request.asker === null) ?? all[0]
    if (!victim) return
    this.#byKey.delete(victim.key)
    for (const held of victim.held) held.answer?.(refuse('not_trusted'))
  }
}

/** The requests of the address that has the most of them, or of all that have as many. */
function loudest<R extends Request<object>>(requests: readonly R[]): readonly R[] {
  const counts = new Map<string, number>()
  for (const { peer } of requests)
    counts.set(peer.addressKey, (counts.get(peer.addressKey) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return requests.filter(({ peer }) => counts.get(peer.addressKey) === most)
}

function keyOf({ id, peer }: Asks): string {
  return id === null ? blockOfAddress(peer.addressKey) : blockOfId(foldId(id))
}

function viewOf(request: Request<object>): RequestView {
  const { key, id, name, kind, peer, sinceMs, asker, held } = request
  return {
    key,
    id,
    name,
    kind,
    origin: peer.isSameComputer ? peer.originText : null,
    address: peer.address,
    link: linkOf(peer),
    since: new Date(sinceMs).toISOString(),
    isOnline: asker !== null,
    held: held.map(({ draft, timeMs }) => ({
      time: new Date(timeMs).toISOString(),
      title: draft.content.title ?? '',
      body: draft.content.body ?? '',
    })),
  }
}
