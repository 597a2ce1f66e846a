// Lets devices find the hub by mDNS, for as long as it listens and its owner wants that. It is loaded and begins only
// some time after the hub listens, and a network without multicast is no trouble of the hub's.

import { hostname, networkInterfaces } from 'node:os'
import type { HubStatus } from '../../../shared/views'
import type { HubConfig } from '../face'
import type { Clock, Log, Timer } from '../ports'
import { isLoopback } from '../listener/ip'
import { networksOf } from './interfaces'
import type { Announced } from './records'
import type { Responder } from './responder'

/** After the start has got all its time; and how often it is looked whether the networks are still the same. */
const TIMES = { delayMs: 500, lookMs: 30_000 } as const
const MOST_NETWORKS = 8

export type DiscoveryOptions = Readonly<{ clock: Clock; log: Log; port?: number }>

type Wanted = Readonly<{ name: string; port: number; host: string | null }>

export class Discovery {
  #wanted: Wanted | null = null
  #timer: Timer | null = null
  #announced = ''
  #responders: Responder[] = []
  /** One change at a time. */
  #turn: Promise<void> = Promise.resolve()

  constructor(private readonly options: DiscoveryOptions) {}

  /** The hub became something else: announces it, anew, or no more. */
  follow({ state, name, port }: HubStatus, { host, discovery = false }: HubConfig): void {
    const isOn = discovery && state === 'listening' && (host === null || !isLoopback(host))
    const wanted = isOn && host !== 'localhost' ? { name, port, host } : null
    if (JSON.stringify(wanted) === JSON.stringify(this.#wanted)) return
    this.#wanted = wanted
    this.#timer?.cancel()
    if (wanted === null) void this.#apply()
    else this.#after(TIMES.delayMs)
  }

  /** Resolves when everybody was told goodbye. */
  async stop(): Promise<void> {
    this.#wanted = null
    this.#timer?.cancel()
    await this.#apply()
  }

  #after(ms: number): void {
    this.#timer = this.options.clock.after(ms, () => {
      void this.#apply().then(() => {
        if (this.#wanted !== null) this.#after(TIMES.lookMs)
      })
    })
  }

  #apply(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#change())
      .catch((error: unknown) => this.#failed(error))
    return this.#turn
  }

  async #change(): Promise<void> {
    const hubs = this.#wanted === null ? [] : hubsOf(this.#wanted)
    const announced = JSON.stringify(hubs)
    if (announced === this.#announced || (hubs.length === 0 && this.#responders.length === 0))
      return
    await Promise.all(this.#responders.map((one) => one.stop()))
    this.#responders = []
    this.#announced = announced
    if (hubs.length === 0) return
    const { Responder } = await import('./responder')
    const { clock, port } = this.options
    const onFailed = (error: Error): void => this.#failed(error)
    this.#responders = hubs.map(
      (hub) => new Responder({ hub, clock, onFailed, ...(port === undefined ? {} : { port }) }),
    )
  }

  #failed(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException
    this.options.log.warn('the hub cannot be found by mDNS', { code: code ?? String(error) })
  }
}

/** One for each network that leads to other devices; where the hub has one address, that network alone. */
function hubsOf({ name, port, host }: Wanted): Announced[] {
  const networks = networksOf(networkInterfaces()).filter(({ ipv4 }) => ipv4.length > 0)
  const near = networks.filter(({ kind }) => kind === 'lan')
  const chosen = host === null ? near : networks.filter(({ ipv4 }) => ipv4.includes(host))
  const full = `${hostname().split('.')[0]?.toLowerCase() || 'bellhop'}.local`
  return chosen.slice(0, MOST_NETWORKS).map(({ ipv4, ipv6 }) => ({
    ...{ instance: name, host: full, port },
    ...(host === null ? { ipv4, ipv6 } : { ipv4: [host], ipv6: [] }),
  }))
}
