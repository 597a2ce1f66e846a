// Forwarding notifications to chosen devices and topics: who may be chosen, who is, and what came of it.
/* eslint-disable svelte/prefer-svelte-reactivity -- these collections are replaced whole, never changed */

import type { BellhopApi } from '../../../shared/ipc'
import type { Delivery, DeviceId, NotificationId } from '../../../shared/model'
import type { ForwardResult } from '../../../shared/views'
import type { Addressee, Addressees } from './addressees.svelte'
import type { Notices } from './notices.svelte'

const LAST = 'bellhop.forward.last'
/** After this the deliveries are asked for once more: most receivers have answered by then. */
const SETTLED_MS = 1_200

/** Where the last choice is kept between starts. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

/** What came of a forward: how many went, the last one's deliveries, and who could not be reached. */
export type Outcome = Readonly<{
  id: NotificationId
  count: number
  deliveries: readonly Delivery[]
  unknown: readonly string[]
  full: readonly DeviceId[]
}>

function readLast(memory: Memory): readonly string[] {
  try {
    const value: unknown = JSON.parse(memory.getItem(LAST) ?? '[]')
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
  } catch {
    return []
  }
}

function outcomeOf(results: readonly ForwardResult[]): Outcome | null {
  const done = results.filter(({ refusal }) => refusal === undefined)
  const last = (done.at(-1) ?? results.at(-1))?.id
  if (last === undefined) return null
  const unknown = [...new Set(results.flatMap((one) => one.unknown))]
  const full = [...new Set(results.flatMap((one) => one.full))]
  return { id: last, count: done.length, deliveries: [], unknown, full }
}

/** The choice of receivers. It is cleared for each notification; the last one stays at hand. */
export class Forwarding {
  readonly #api: BellhopApi
  readonly #notices: Notices
  readonly #addressees: Addressees
  readonly #memory: Memory
  #search = $state('')
  #note = $state<string | null>(null)
  #chosen = $state.raw<ReadonlySet<string>>(new Set())
  #last = $state.raw<readonly string[]>([])
  #outcome = $state.raw<Outcome | null>(null)
  #isSending = $state(false)

  constructor(api: BellhopApi, notices: Notices, addressees: Addressees, memory: Memory) {
    this.#api = api
    this.#notices = notices
    this.#addressees = addressees
    this.#memory = memory
    this.#last = readLast(memory)
  }

  readonly #found = $derived.by(() => this.#addressees.found(this.#search))
  readonly #again = $derived.by(() =>
    this.#last.filter((address) => this.#addressees.of(address).reach > 0),
  )

  get search(): string {
    return this.#search
  }
  set search(text: string) {
    this.#search = text
  }
  /** What is said with it; null = nothing, and there is no field for it. */
  get note(): string | null {
    return this.#note
  }
  set note(text: string | null) {
    this.#note = text
  }
  /** Whether there is anybody to forward to. */
  get isPossible(): boolean {
    return this.#addressees.all.length > 0
  }
  /** Who fits the search, online first. */
  get found(): readonly Addressee[] {
    return this.#found
  }
  get count(): number {
    return this.#chosen.size
  }
  get isSending(): boolean {
    return this.#isSending
  }
  get outcome(): Outcome | null {
    return this.#outcome
  }
  /** Whether "Same as last time" would choose somebody who is not chosen yet. */
  get hasLast(): boolean {
    return this.#again.some((address) => !this.#chosen.has(address))
  }

  isChosen(address: string): boolean {
    return this.#chosen.has(address)
  }

  /** Starts anew, for another notification. */
  reset(): void {
    this.#search = ''
    this.#note = null
    this.#chosen = new Set()
    this.#outcome = null
  }

  toggle(address: string): void {
    const chosen = new Set(this.#chosen)
    if (!chosen.delete(address)) chosen.add(address)
    this.#chosen = chosen
  }

  chooseLast(): void {
    this.#chosen = new Set([...this.#chosen, ...this.#again])
  }

  /** Sends these on to all that are chosen. True: at least one of them went. */
  async send(ids: readonly NotificationId[]): Promise<boolean> {
    const to = [...this.#chosen]
    if (to.length === 0 || ids.length === 0 || this.#isSending) return false
    const note = this.#note?.trim() ?? ''
    this.#isSending = true
    const input = { ids: [...ids], to, ...(note === '' ? {} : { note }) }
    const results = await this.#notices.ask(this.#api.forward(input))
    this.#isSending = false
    const outcome = outcomeOf(results ?? [])
    if (outcome === null) return false
    if (outcome.count === 0) this.#notices.fail(results?.[0]?.refusal ?? 'internal')
    else await this.#sent(to, outcome)
    return outcome.count > 0
  }

  /** Asks again how far the forward came. */
  async refresh(): Promise<void> {
    const outcome = this.#outcome
    if (outcome === null) return
    const detail = await this.#notices.ask(this.#api.notification({ id: outcome.id }))
    if (detail === undefined || detail === null || this.#outcome?.id !== outcome.id) return
    this.#outcome = { ...outcome, deliveries: detail.deliveries }
  }

  async #sent(to: readonly string[], outcome: Outcome): Promise<void> {
    this.#remember(to)
    this.#chosen = new Set()
    this.#search = ''
    this.#note = null
    this.#outcome = outcome
    await this.refresh()
    setTimeout(() => void this.refresh(), SETTLED_MS)
  }

  #remember(to: readonly string[]): void {
    this.#last = to
    try {
      this.#memory.setItem(LAST, JSON.stringify(to))
    } catch {
      // Not being offered the same again tomorrow is no reason to fail today.
    }
  }
}
