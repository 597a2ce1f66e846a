// Samples for the desktop's unit tests: a notification, a status, a request, with what a test says of them.

import type { FeedItem, HubStatus, RequestView } from '../../src/shared/views'

/** A trusted sender's notification to the hub. */
export function anItem(more: Record<string, unknown>): FeedItem {
  return {
    id: '01J00000000000000000000000',
    seq: 1,
    time: '2026-01-01T00:00:00.000Z',
    from: { id: 'kitchen-pi', name: 'Kitchen Pi' },
    to: ['hub'],
    body: 'The kettle boils',
    format: 'text',
    priority: 3,
    lane: 'local',
    isForHub: true,
    isRead: false,
    receivers: 0,
    ...more,
  } as unknown as FeedItem
}

/** A hub that listens. */
export function aStatus(more: Partial<HubStatus> = {}): HubStatus {
  return {
    state: 'listening',
    failure: null,
    name: 'Studio',
    version: '0.1.0',
    port: 9999,
    addresses: [{ text: '192.168.1.20:9999', url: 'http://192.168.1.20:9999/', kind: 'lan' }],
    trust: 'ask',
    routing: 'addressed',
    isStorageFull: false,
    salvaged: null,
    backup: { last: null, failure: null, isKnown: false },
    identity: null,
    ...more,
  }
}

/** Somebody of the LAN who asks. */
export function aRequest(more: Partial<RequestView> = {}): RequestView {
  return {
    key: 'k',
    id: 'porch',
    name: 'ESP32 Porch',
    kind: 'sensor',
    origin: null,
    address: '192.168.1.9',
    link: 'clear',
    since: '2026-01-01T00:00:00.000Z',
    isOnline: true,
    held: [],
    ...more,
  } as RequestView
}
