// Forwarding one notification to chosen devices: who may be chosen, who is, and what came of it.
/* eslint-disable svelte/prefer-svelte-reactivity -- these collections are replaced whole, never changed */

import type { BellhopApi } from '../../../shared/ipc'
import type { Delivery, DeviceId, NotificationId } from '../../../shared/model'
import type { DeviceView } from '../../../shared/views'
import type { HubView } from './hub.svelte'
import type { Notices } from './notices.svelte'

const LAST = 'bellhop.forward.last'
/** After this the deliveries are asked for once more: most receivers have answered by then. */
const SETTLED_MS = 1_200

/** Where the last choice is kept between starts. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

/** What came of a forward: the new notification's deliveries, and who could not be reached. */
export type Outcome = Readonly<{
  id: NotificationId
  deliveries: readonly Delivery[]
  unknown: readonly string[]
  full: readonly DeviceId[]
}>

function readLast(memory: Memory): readonly DeviceId[] {
  try {
    const value: unknown = JSON.parse(memory.getItem(LAST) ?? '[]')
    return Array.isArray(value) ? value.filter((id): id is DeviceId => typeof id === 'string') : []
  } catch {
    return []
  }
}

/** The choice of receivers in the detail. It is cleared for each notification; the last one stays at hand. */
export class Forwarding {
  readonly #api: BellhopApi
  readonly #notices: Notices
  readonly #hub: HubView
  readonly #memory: Memory
  #search = $state('')
  #chosen = $state.raw<ReadonlySet<DeviceId>>(new Set())
  #last = $state.raw<readonly DeviceId[]>([])
  #outcome = $state.raw<Outcome | null>(null)
  #isSending = $state(false)

  constructor(api: BellhopApi, notices: Notices, hub: HubView, memory: Memory) {
    this.#api = api
    this.#notices = notices
    this.#hub = hub
    this.#memory = memory
    this.#last = readLast(memory)
  }

  readonly #able = $derived.by(() =>
    this.#hub.devices.filter((device) => !device.isBlocked && device.lane !== 'pending'),
  )
  readonly #found = $derived.by(() => {
    const search = this.#search.trim().toLowerCase()
    return this.#able.filter(
      ({ id, name }) => name.toLowerCase().includes(search) || id.toLowerCase().includes(search),
    )
  })
  readonly #again = $derived.by(() =>
    this.#last.filter((id) => this.#able.some((device) => device.id === id)),
  )

  get search(): string {
    return this.#search
  }
  set search(text: string) {
    this.#search = text
  }
  /** Whether there is anybody to forward to. */
  get isPossible(): boolean {
    return this.#able.length > 0
  }
  /** Who fits the search, online first. */
  get found(): readonly DeviceView[] {
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
    return this.#again.some((id) => !this.#chosen.has(id))
  }

  isChosen(id: DeviceId): boolean {
    return this.#chosen.has(id)
  }

  /** Starts anew, for another notification. */
  reset(): void {
    this.#search = ''
    this.#chosen = new Set()
    this.#outcome = null
  }

  toggle(id: DeviceId): void {
    const chosen = new Set(this.#chosen)
    if (!chosen.delete(id)) chosen.add(id)
    this.#chosen = chosen
  }

  chooseLast(): void {
    this.#chosen = new Set([...this.#chosen, ...this.#again])
  }

  /** Sends one on to all that are chosen. */
  async send(id: NotificationId): Promise<void> {
    const to = [...this.#chosen]
    if (to.length === 0 || this.#isSending) return
    this.#isSending = true
    const results = await this.#notices.ask(this.#api.forward({ ids: [id], to }))
    this.#isSending = false
    const result = results?.[0]
    if (result === undefined) return
    this.#remember(to)
    this.#chosen = new Set()
    this.#search = ''
    this.#outcome = { id: result.id, deliveries: [], unknown: result.unknown, full: result.full }
    await this.refresh()
    setTimeout(() => void this.refresh(), SETTLED_MS)
  }

  /** Asks again how far the forward came. */
  async refresh(): Promise<void> {
    const outcome = this.#outcome
    if (outcome === null) return
    const detail = await this.#notices.ask(this.#api.notification({ id: outcome.id }))
    if (detail === undefined || detail === null || this.#outcome?.id !== outcome.id) return
    this.#outcome = { ...outcome, deliveries: detail.deliveries }
  }

  #remember(to: readonly DeviceId[]): void {
    this.#last = to
    try {
      this.#memory.setItem(LAST, JSON.stringify(to))
    } catch {
      // Not being offered the same again tomorrow is no reason to fail today.
    }
  }
}
