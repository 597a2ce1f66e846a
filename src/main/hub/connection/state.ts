// The states of one connection, as a table. An unlisted pair is our own mistake and throws.

export type ConnectionState = 'greeting' | 'ready' | 'closing' | 'closed'
export type ConnectionEvent =
  /** A hello was answered. */
  | 'greeted'
  /** We said goodbye. */
  | 'close'
  /** The socket is gone. */
  | 'ended'

export const CONNECTION_TABLE: Readonly<
  Record<ConnectionState, Partial<Record<ConnectionEvent, ConnectionState>>>
> = {
  greeting: { greeted: 'ready', close: 'closing', ended: 'closed' },
  ready: { greeted: 'ready', close: 'closing', ended: 'closed' },
  closing: { close: 'closing', ended: 'closed' },
  closed: {},
}

/** The state after an event; throws on a pair that must not happen. */
export function nextConnectionState(
  state: ConnectionState,
  event: ConnectionEvent,
): ConnectionState {
  const next = CONNECTION_TABLE[state][event]
  if (next === undefined) throw new Error(`A connection that is ${state} cannot be ${event}.`)
  return next
}
