// What a hub shows of itself, and which state may follow which. Knows nothing of how it starts and stops.

import type { HubFailure, HubState } from '../../shared/views'
import { reachableAddresses } from './addresses'
import type { HubOptions } from './face'
import { HistoryError } from './history/types'
import type { HubMemory, Rooms } from './rooms'

const STATE_TABLE: Readonly<Record<HubState, readonly HubState[]>> = {
  stopped: ['starting'],
  starting: ['listening', 'failed', 'stopped'],
  listening: ['starting', 'failed', 'stopped'],
  failed: ['starting', 'stopped'],
}

/** What a hub is before it starts. */
export function newMemory(options: HubOptions): HubMemory {
  const { config, version } = options
  const { name, port, trust, routing } = config
  return {
    config,
    counts: { unread: 0, total: 0, bytes: 0, scheduled: 0, seq: 0, guestsDropped: 0 },
    isStopping: false,
    onTrusted: () => undefined,
    status: {
      state: 'stopped',
      failure: null,
      name,
      version,
      port,
      addresses: [],
      trust,
      routing,
      isStorageFull: false,
      salvaged: null,
      backup: { last: null, failure: null, isKnown: false },
      identity: null,
    },
  }
}

/** The hub is in this state now, and everybody who listens hears of it. */
export function become(
  { memory, events, discovery }: Pick<Rooms, 'memory' | 'events' | 'discovery'>,
  state: HubState,
  failure: HubFailure | null = null,
  port?: number,
): void {
  const before = memory.status.state
  if (before !== state && !STATE_TABLE[before].includes(state)) {
    throw new Error(`A hub that is ${before} cannot become ${state}.`)
  }
  const shownPort = port ?? (failure ? memory.config.port : memory.status.port)
  const addresses = state === 'listening' ? reachableAddresses(shownPort, memory.config.host) : []
  memory.status = { ...memory.status, state, failure, port: shownPort, addresses }
  events.emit('status', memory.status)
  discovery.follow(memory.status, memory.config)
}

/** Why something could not be opened, as the person sees it. */
export function failureOf(error: unknown): HubFailure {
  if (error instanceof HistoryError) return { code: error.code, message: error.message }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}
