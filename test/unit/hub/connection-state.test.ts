// The states of a connection: every pair of state and event, also those that must not be.

import { describe, expect, it } from 'vitest'
import {
  CONNECTION_TABLE,
  nextConnectionState,
  type ConnectionEvent,
  type ConnectionState,
} from '../../../src/main/hub/connection/state'

const STATES = Object.keys(CONNECTION_TABLE) as ConnectionState[]
const EVENTS: readonly ConnectionEvent[] = ['greeted', 'close', 'ended']

const ALLOWED = [
  'greeting greeted → ready',
  'greeting close → closing',
  'greeting ended → closed',
  'ready greeted → ready',
  'ready close → closing',
  'ready ended → closed',
  'closing close → closing',
  'closing ended → closed',
]

/** Where every pair leads; null = it throws. */
function everyPair(): { state: ConnectionState; event: ConnectionEvent; next: string | null }[] {
  return STATES.flatMap((state) =>
    EVENTS.map((event) => {
      const found = ALLOWED.find((line) => line.startsWith(`${state} ${event} →`))
      return { state, event, next: found?.split(' → ')[1] ?? null }
    }),
  )
}

describe('a connection', () => {
  it.each(everyPair())('that is $state and $event becomes $next', ({ state, event, next }) => {
    if (next === null) expect(() => nextConnectionState(state, event)).toThrow(`is ${state}`)
    else expect(nextConnectionState(state, event)).toBe(next)
  })

  it('can always come to its end, and not beyond it', () => {
    for (const state of STATES.filter((one) => one !== 'closed')) {
      expect(nextConnectionState(state, 'ended')).toBe('closed')
    }
    expect(CONNECTION_TABLE.closed).toEqual({})
  })
})
